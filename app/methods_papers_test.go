package app_test

import (
	"maps"

	"github.com/pactdesk/pactdesk/app/documents"
)

func init() { maps.Copy(methods, papersMethods) }

// papersMethods are those of documents beyond their texts.
var papersMethods = map[string]asked{
	"Documents.Add": {answers: "- -- ynn - - ny yy", call: func(c *caller) (any, error) {
		return c.Documents.Add(c.ctx, c.p, documents.Blank, documents.Settings{Names: map[string]string{"sv": "Ett till"}, Act: documents.Inform})
	}},
	"Documents.Configure": {answers: "- -- ynn - - ny yy", call: func(c *caller) (any, error) {
		return c.Documents.Configure(c.ctx, c.p, slug, documents.Settings{Act: documents.Agree})
	}},
	"Documents.Move":         {answers: "- -- ynn - - ny yy", call: func(c *caller) (any, error) { return nil, c.Documents.Move(c.ctx, c.p, slug, true) }},
	"Documents.Remove":       {answers: "- -- cnn - - nc cc", call: func(c *caller) (any, error) { return nil, c.Documents.Remove(c.ctx, c.p, slug) }},
	"Documents.Retire":       {answers: "- -- cnn - - nn cc", call: func(c *caller) (any, error) { return nil, c.Documents.Retire(c.ctx, c.p, slug) }},
	"Documents.Improvements": {answers: readers, call: func(c *caller) (any, error) { return c.Documents.Improvements(c.ctx, c.p) }},
	"Documents.Improvement":  {answers: readers, call: func(c *caller) (any, error) { return c.Documents.Improvement(c.ctx, c.p, slug, "sv") }},
	"Documents.DecideImprovement": {answers: "- -- ccn - - nc cc", call: func(c *caller) (any, error) {
		return c.Documents.DecideImprovement(c.ctx, c.p, documents.Decision{Slug: slug, Language: "sv"})
	}},
	"Documents.Revert":  {answers: "- -- yyn - - ny yy", call: func(c *caller) (any, error) { return c.Documents.Revert(c.ctx, c.p, slug, 1) }},
	"Documents.Restore": {answers: "- -- cnn - - nn cc", call: func(c *caller) (any, error) { return nil, c.Documents.Restore(c.ctx, c.p, slug) }},
}
