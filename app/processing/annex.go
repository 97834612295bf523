package processing

import (
	"context"
	"slices"
	"strings"

	"github.com/pactdesk/pactdesk/app/documents/markdown"
	"github.com/pactdesk/pactdesk/app/i18n"
	"github.com/pactdesk/pactdesk/app/sites"
)

// Blocks are what a document includes by name, in its language: {{who_answers}}
// about the tenant itself, and the annexes of the data processing agreement,
// which are about what the platform does for all sites.
func (s *Service) Blocks(ctx context.Context, record sites.Record, language string) (map[string]string, error) {
	loc := s.bundle.Localizer(language)
	answers, err := s.Answers(ctx, record)
	if err != nil {
		return nil, err
	}
	subprocessors, err := s.SubprocessorsBlock(ctx, loc)
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"who_answers":         whoAnswers(loc, answers, record.Primary()),
		"annex.processing":    annexProcessing(loc, s.activities(false)),
		"annex.security":      annexSecurity(loc),
		"annex.subprocessors": subprocessors,
	}, nil
}

// whoAnswers names controllers, processors and whom to ask.
func whoAnswers(loc *i18n.Localizer, a Answers, host string) string {
	var b strings.Builder
	for _, c := range a.Controllers {
		paragraph(&b, ControllerLabel(loc, len(a.Controllers)), partyLine(loc, c))
	}
	if a.Essence != "" {
		paragraph(&b, loc.T("roles.contact_point"), markdown.Literal(a.ContactPoint))
		paragraph(&b, loc.T("record.essence"), markdown.Literal(strings.Join(strings.Fields(a.Essence), " ")))
	}
	for i, p := range a.Processors {
		paragraph(&b, ProcessorLabel(loc, i), partyLine(loc, p)+" "+markdown.Literal(ProcessorDoes(loc, a.Roles, i)))
	}
	if len(a.Own) > 0 {
		b.WriteString("**" + loc.T("answers.own_processors") + "**\n\n")
		for _, o := range a.Own {
			b.WriteString("- " + markdown.Literal(joined([]string{o.Name, serviceName(loc, o.Service), loc.Country(o.Country)}, ", ")) + "\n")
		}
		b.WriteString("\n")
	}
	paragraph(&b, loc.T("answers.ask"), loc.T("answers.ask_line", "Email", markdown.Literal(a.Ask())))
	if host != "" {
		paragraph(&b, loc.T("answers.register"), loc.T("answers.register_line", "Address", "["+markdown.Literal(host)+"/subprocessors](/subprocessors)"))
	}
	return b.String()
}

func paragraph(b *strings.Builder, label, text string) {
	b.WriteString("**" + label + ":** " + text + "\n\n")
}

// partyLine is an organisation and how to reach it, as Markdown.
func partyLine(loc *i18n.Localizer, p sites.Party) string {
	number := ""
	if p.RegistrationNumber != "" {
		number = " (" + markdown.Literal(p.RegistrationNumber) + ")"
	}
	line := markdown.Literal(p.LegalName) + number + ", " + markdown.Literal(p.Address) + ", " + markdown.Literal(loc.Country(p.Country)) +
		", " + markdown.Literal(p.Email) + "."
	if p.DPO != "" {
		line += " " + loc.T("party.dpo") + ": " + markdown.Literal(p.DPO) + "."
	}
	return line
}

// ControllerLabel is what each of so many controllers is called.
func ControllerLabel(loc *i18n.Localizer, many int) string {
	if many > 1 {
		return loc.T("document.joint_controller")
	}
	return loc.T("party.controller")
}

// ProcessorLabel is what the processor at a place in the chain is called.
func ProcessorLabel(loc *i18n.Localizer, place int) string {
	if place > 0 {
		return loc.T("answers.sub_processor")
	}
	return loc.T("answers.processor")
}

// ProcessorDoes says what it does.
func ProcessorDoes(loc *i18n.Localizer, roles sites.Roles, place int) string {
	if roles.Kind == sites.Agency && place == 0 {
		return loc.T("answers.does.agency")
	}
	return loc.T("answers.does.platform")
}

// annexProcessing says what is processed on a site, why, about whom and how
// long: GDPR Art. 28(3).
func annexProcessing(loc *i18n.Localizer, activities []Activity) string {
	var b strings.Builder
	paragraph(&b, loc.T("annex.subject"), loc.T("annex.subject_text"))
	paragraph(&b, loc.T("annex.nature"), loc.T("annex.nature_text"))
	paragraph(&b, loc.T("annex.duration"), loc.T("annex.duration_text"))
	for _, l := range Lines(loc, activities) {
		b.WriteString("- **" + l.Purpose + ".** " + markdown.Literal(l.Why) + "\n")
	}
	b.WriteString("\n")
	tableRow(&b, loc.T("record.purpose"), loc.T("record.subjects"), loc.T("record.categories"), loc.T("record.kept"))
	b.WriteString("|---|---|---|---|\n")
	for _, l := range Lines(loc, activities) {
		for _, k := range l.Kept {
			tableRow(&b, l.Purpose, strings.Join(l.Subjects, "; "), k.Categories, k.Long)
		}
	}
	return b.String()
}

// tableRow writes a row of a table.
func tableRow(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("| " + markdown.Literal(c) + " ")
	}
	b.WriteString("|\n")
}

// annexSecurity lists the measures: GDPR Art. 32(1).
func annexSecurity(loc *i18n.Localizer) string {
	var b strings.Builder
	for _, m := range Measures {
		b.WriteString("- **" + m.Name(loc) + ".** " + markdown.Literal(m.Text(loc)) + "\n")
	}
	return b.String()
}

// serviceName is what a recipient does, in words; an unknown code says itself.
func serviceName(loc *i18n.Localizer, code string) string {
	if !slices.Contains(Services, code) {
		return code
	}
	return loc.T("processor.service." + code)
}

// safeguardName is what protects a transfer, in words.
func safeguardName(loc *i18n.Localizer, code string) string {
	if !slices.Contains(Safeguards, code) {
		return code
	}
	return loc.T("processor.safeguard." + code)
}
