package i18n

import (
	"errors"
	"fmt"
	"maps"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/message"
)

// count is the parameter that chooses between the forms of a message, such as
// "1 document" and "2 documents".
const count = "Count"

// strict makes a forgotten parameter an error; text/template would print
// "<no value>".
var strict = &template.TextParser{Option: "missingkey=error"}

// Localizer speaks one of the app's languages. It may be shared.
type Localizer struct {
	bundle   *Bundle
	lang     string
	dir      string
	messages *i18n.Localizer
	numbers  *message.Printer
}

// Lang is the language spoken, for the lang attribute.
func (l *Localizer) Lang() string { return l.lang }

// Dir is the direction it is written in, for the dir attribute.
func (l *Localizer) Dir() string { return l.dir }

// T says a message. Its parameters are names and values in turn, a form that
// templates can write: {{t "gate.count" "Count" 3}}.
func (l *Localizer) T(key string, params ...any) string {
	if len(params) == 0 {
		return l.Message(key, nil)
	}
	named := make(map[string]any, len(params)/2)
	for i := 0; i < len(params); i += 2 {
		name, ok := params[i].(string)
		if !ok || i+1 == len(params) {
			return l.unsaid(key, fmt.Errorf("parameters must be names and values in turn, not %v", params))
		}
		named[name] = params[i+1]
	}
	return l.Message(key, named)
}

// Message says a message whose parameters stand in a map already, as those of
// an errs.Error do. A parameter Count chooses the plural form and is shown as
// numbers are in this language; all others are shown as they are.
func (l *Localizer) Message(key string, params map[string]any) string {
	params = l.said(params)
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: params, TemplateParser: strict}
	if n, ok := params[count]; ok {
		shown := maps.Clone(params)
		shown[count] = l.numbers.Sprint(n)
		config.PluralCount, config.TemplateData = n, shown
	}
	text, err := l.messages.Localize(config)
	if text == "" {
		if err == nil {
			err = errors.New("the message is empty")
		}
		return l.unsaid(key, err)
	}
	if err != nil { // said in the reference language, or in the wrong plural form
		l.report(key, err)
	}
	return text
}

// Said is a message inside another one: as a parameter it is said in the
// language of the message around it. Several are a list.
type Said struct {
	Key    string
	Params map[string]any
}

// Tongue is a language's code that is shown as what the reader calls it.
type Tongue string

// said puts words in the place of parameters that have to be said themselves.
func (l *Localizer) said(params map[string]any) map[string]any {
	out, copied := params, false
	for name, v := range params {
		var words string
		switch v := v.(type) {
		case Said:
			words = l.Message(v.Key, v.Params)
		case []Said:
			all := make([]string, len(v))
			for i := range v {
				all[i] = l.Message(v[i].Key, v[i].Params)
			}
			words = l.List(all)
		case Tongue:
			words = l.LanguageHere(string(v))
		default:
			continue
		}
		if !copied { // what is handed in is not ours to change
			out, copied = maps.Clone(params), true
		}
		out[name] = words
	}
	return out
}

// unsaid reports a message and returns what is shown in its place, which must
// catch the eye and tell a translator where to look.
func (l *Localizer) unsaid(key string, err error) string {
	l.report(key, err)
	return "⟦" + key + "⟧"
}

func (l *Localizer) report(key string, err error) {
	(*l.bundle.problem.Load())(l.lang, key, err)
}
