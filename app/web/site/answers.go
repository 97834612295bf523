package site

import (
	"net/http"

	"github.com/pactdesk/pactdesk/app/web/kernel"
	"github.com/pactdesk/pactdesk/app/web/responsible"
)

// AnswersPage says who answers for what, to customers and visitors.
type AnswersPage struct {
	kernel.Chrome
	responsible.Answers
	IsPlatform bool
}

var answersPage = kernel.Declare[AnswersPage]("site/answers.html", "site")

// WhoAnswers says who answers for what.
func (s *Surface) WhoAnswers(r *kernel.Request) error {
	a, err := s.Processing.Answers(r.Ctx(), r.Site.Record)
	if err != nil {
		return err
	}
	return answersPage.Render(r, http.StatusOK, AnswersPage{Chrome: r.Chrome(r.Loc.T("who.title")),
		Answers: responsible.NewAnswers(r.Loc, a), IsPlatform: r.IsPlatform()})
}
