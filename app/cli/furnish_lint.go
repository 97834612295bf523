package cli

import (
	"context"

	"github.com/pactdesk/pactdesk/app/documents"
	"github.com/pactdesk/pactdesk/app/documents/lint"
)

// What the demo shows of the check: Grace has pasted the policy that she had
// on her old site, with the faults that such texts have. One of them she lets
// be, having read what it risks.

const inheritedTitle = "Privacy statement"

const inherited = `## Privacy statement and data controller

Harbour Images Ltd is responsible for the processing of the personal data described here. Our office is at 3 Custom House Quay, Galway. Contact information for our privacy group is:

## Why we collect data

We use Google Analytics to see how the site is used. The purpose is to improve it. The basis for processing is a legitimate interest. The statistics are deleted after 14 months.

Which data: Vi samler inn opplysninger om navn, e-postadresse og firmanavn, i tillegg til historikk over det du gjør hos oss når du leser det vi sender.

When you fill out the form on the [contact page](/get-in-touch), your name, e-mail and message are stored for three years. Courses are held in Zoom.

## Job applications

Data about jobseekers are collected via’s jobseeker portal or by e-mail. They are kept for two years.

## Your rights

To use your rights, contact us at the address “”. You may ask for access, for something to be corrected or erased, and you may complain to the [Data Protection Commission](http://www.dataprotection.ie/), the supervisory authority in Ireland.

By using this site you consent to the processing described here.
`

func (f *furnisher) inherit(ctx context.Context) error {
	owner, err := f.as(ctx, "owner@harbour.example")
	if err != nil {
		return err
	}
	return f.onSite(ctx, "harbour", func(ctx context.Context) error {
		if _, err := f.Documents.SaveDraft(ctx, owner, documents.PrivacySlug, "en", inheritedTitle, inherited, 0); err != nil {
			return err
		}
		found, err := f.Documents.Proofread(ctx, owner, documents.PrivacySlug, "en", documents.Source{Title: inheritedTitle, Source: inherited})
		if err != nil {
			return err
		}
		loc := f.Bundle.Localizer("en")
		for _, r := range found {
			if r.Code == "service_unknown" && r.Severity == lint.Warning && r.Params["Name"] == "Zoom" {
				return f.Documents.Snooze(ctx, owner, documents.PrivacySlug, r, loc.T(r.Risk))
			}
		}
		return nil
	})
}
