package app_test

import (
	"maps"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/lint"
)

func init() { maps.Copy(methods, lintMethods) }

// lintMethods are those that tell what is wrong with a text.
var lintMethods = map[string]asked{
	"Documents.Proofread": {answers: readers, call: func(c *caller) (any, error) {
		return c.Documents.Proofread(c.ctx, c.p, slug, "sv", documents.Source{Title: "T", Source: "x"})
	}},
	"Documents.ProofreadAll": {answers: readers, call: func(c *caller) (any, error) { return c.Documents.ProofreadAll(c.ctx, c.p) }},
	"Documents.SaysFacts":    {answers: readers, call: func(c *caller) (any, error) { return c.Documents.SaysFacts(c.ctx, c.p, slug) }},
	"Documents.Snooze": {answers: "- -- ynn - - nn ii", call: func(c *caller) (any, error) {
		r := documents.Remark{Finding: lint.Finding{Rule: lint.ByCode("no_rights"), Place: "0123456789abcdef"}, Language: "sv"}
		return nil, c.Documents.Snooze(c.ctx, c.p, slug, r, "Changed")
	}},
}
