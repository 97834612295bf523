// Package errs holds the errors that people meet. An Error says what went
// wrong as a message key with parameters, so that the edge (a page, a problem
// document, a command's output) can say it in the reader's language; its cause
// is for the operator's log only and is never shown.
//
// Services return these for everything a caller can act on. Any other error
// is a fault of ours: the edge logs it and answers with a plain apology.
package errs

import (
	"errors"
	"fmt"
)

// Kind tells the edge which class of answer an Error is.
type Kind int

// The kinds, each with the HTTP status the web edge gives it.
const (
	Invalid     Kind = iota // what was sent cannot be accepted as it is (422)
	NotFound                // no such thing, or not for this tenant: the two are never told apart (404)
	Forbidden               // the principal may not (403)
	Conflict                // it has changed meanwhile, or exists already (409)
	TooMany                 // a rate limit (429)
	Unavailable             // it could not be written down; nothing was acknowledged (503)
)

// Params are the values a message is filled with.
type Params map[string]any

// Error is a failure that somebody can be told about.
type Error struct {
	Kind   Kind
	Key    string // message key in locales/
	Params Params
	Field  string // the form field it belongs to; empty: the whole form
	cause  error
}

// New makes an Error of a kind.
func New(kind Kind, key string, params Params) *Error {
	return &Error{Kind: kind, Key: key, Params: params}
}

// InvalidField is an Invalid error that belongs to a form field.
func InvalidField(field, key string, params Params) *Error {
	return &Error{Kind: Invalid, Key: key, Params: params, Field: field}
}

// Because returns a copy of e that carries a cause for the log.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

func (e *Error) Error() string {
	s := e.Key
	if e.Field != "" {
		s = e.Field + ": " + s
	}
	if len(e.Params) > 0 {
		s = fmt.Sprintf("%s %v", s, map[string]any(e.Params))
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.cause }

// List is several errors at once: a form is told everything that is wrong
// with it in one answer. It is never empty.
type List []*Error

func (l List) Error() string {
	msgs := make([]error, len(l))
	for i, e := range l {
		msgs[i] = e
	}
	return errors.Join(msgs...).Error()
}

// OrNil returns the list as an error, or nil where it is empty.
func (l List) OrNil() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// All returns the Errors that err is made of, or nil where it is not ours to
// show.
func All(err error) []*Error {
	if l, ok := errors.AsType[List](err); ok {
		return l
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return []*Error{e}
	}
	return nil
}

// Is reports whether err is an Error (or a list that starts with one) of kind.
func Is(err error, kind Kind) bool {
	all := All(err)
	return len(all) > 0 && all[0].Kind == kind
}

// HasKey reports whether err holds an Error with this message key.
func HasKey(err error, key string) bool {
	for _, e := range All(err) {
		if e.Key == key {
			return true
		}
	}
	return false
}
