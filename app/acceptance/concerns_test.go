package acceptance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/pactdesk/pactdesk/app/acceptance"
	"github.com/pactdesk/pactdesk/app/documents"
)

func hour(n int) *time.Time {
	at := start.Add(time.Duration(n) * time.Hour)
	return &at
}

// told reads a version in short: words of who it asks (for=orders,images;
// text=a2), when (at=5), and what became of it (gone=7, seen=never, seen=9).
// Its texts' hashes are a and b, with its number.
func told(t *testing.T, seq int, line string) documents.Version {
	t.Helper()
	number := string(rune('0' + seq))
	words := strings.Fields(line)
	v := documents.Version{ID: uuid.New(), Seq: seq, Weight: documents.Weight(words[0]), Act: documents.Acknowledge,
		PublishedAt: *hour(seq), EnforcedAt: *hour(seq), MustCheck: true, VerifiedAt: hour(seq),
		Texts: []documents.Text{{Language: "sv", Hash: "a" + number}, {Language: "en", Hash: "b" + number}}}
	for _, w := range words[1:] {
		what, value, _ := strings.Cut(w, "=")
		n := int(value[0] - '0')
		switch what {
		case "for":
			v.Concerns.Purposes = strings.Split(value, ",")
		case "text":
			v.Concerns.Texts = strings.Split(value, ",")
		case "at":
			v.EnforcedAt = *hour(n)
		case "gone":
			v.WithdrawnAt = hour(n)
		case "seen":
			if v.VerifiedAt = hour(n); value == "never" {
				v.VerifiedAt = nil
			}
		default:
			t.Fatal(w)
		}
	}
	return v
}

// Who owes what: versions × marks × what was accepted × when.
func TestPendingOfWhomItConcerns(t *testing.T) {
	all := func(lines ...string) []string { return lines }
	for name, c := range map[string]struct {
		versions []string
		at       int
		marks    string
		accepted string // hashes of texts
		owes     int    // the number of the version; 0: nothing
	}{
		"it asks a purpose, and touches them":               {all("new", "new for=orders"), 5, "orders", "a1", 2},
		"it asks a purpose, and does not":                   {all("new", "new for=orders"), 5, "images", "a1", 0},
		"it does not, but they owe what everybody does":     {all("new", "new for=orders"), 5, "", "", 1},
		"one of two purposes":                               {all("new", "new for=orders,images"), 5, "images", "a1", 2},
		"who registers owes what everybody does":            {all("new", "new for=orders"), 5, "", "", 1},
		"who registers where it is for some only":           {all("new for=orders"), 5, "", "", 0},
		"who is asked has acted":                            {all("new", "new for=orders"), 5, "orders", "a1 a2", 0},
		"marked later, after acting on what came after":     {all("new", "new for=orders", "correction"), 5, "orders", "a3", 0},
		"marked later, with what everybody was asked after": {all("new", "new for=orders", "new"), 5, "orders", "a1 a3", 0},
		"everybody is asked after some":                     {all("new", "new for=orders", "new"), 5, "images", "a1", 3},
		"some are asked after everybody, unmarked again":    {all("new", "new for=orders"), 5, "", "a2", 0},
		"scheduled, before":                                 {all("new", "new for=orders at=6"), 5, "orders", "a1", 0},
		"scheduled, at the instant":                         {all("new", "new for=orders at=6"), 6, "orders", "a1", 2},
		"scheduled, for others":                             {all("new", "new for=orders at=6"), 6, "images", "a1", 0},
		"scheduled, answered in advance":                    {all("new", "new for=orders at=6"), 6, "orders", "a1 a2", 0},
		"withdrawn":                                         {all("new", "new for=orders gone=4"), 5, "orders", "a1", 0},
		"withdrawn, who had acted on it alone":              {all("new", "new for=orders gone=4"), 5, "orders", "a2", 1},
		"what everybody was asked is withdrawn":             {all("new gone=4", "new for=orders"), 5, "images", "", 0},

		"its Swedish text means something else, read in Swedish": {all("new", "new text=a1"), 5, "", "a1", 2},
		"read in English":                                              {all("new", "new text=a1"), 5, "", "b1", 0},
		"read in Swedish, and answered":                                {all("new", "new text=a1"), 5, "", "a1 a2", 0},
		"read in Swedish, answered in English":                         {all("new", "new text=a1"), 5, "", "a1 b2", 0},
		"never read at all":                                            {all("new", "new text=a1"), 5, "", "", 1},
		"read in Swedish before a correction, of which both are meant": {all("new", "correction", "new text=a1,a2"), 5, "", "a1", 3},
		"registered with the correction":                               {all("new", "correction", "new text=a1,a2"), 5, "", "a2", 3},
		"read in Swedish, then another version in English":             {all("new", "new", "new text=a1"), 5, "", "a1 b2", 0},
		"read in Swedish, then a version that was withdrawn":           {all("new", "new gone=4", "new text=a1"), 5, "", "a1 b2", 3},
		"corrected again, and the first was not answered":              {all("new", "new text=a1", "new text=a2"), 5, "", "a1", 2},
		"corrected again, and the first was answered":                  {all("new", "new text=a1", "new text=a2"), 5, "", "a1 a2", 3},
		"of what it is for, those who were shown the text: another's":  {all("new for=orders", "new for=orders text=a1"), 5, "", "a1", 0},
		"of what it is for, those who were shown the text: theirs":     {all("new for=orders", "new for=orders text=a1"), 5, "orders", "a1", 2},
		"withdrawn, it asks nobody again":                              {all("new", "new text=a1 gone=4"), 5, "", "a1", 0},
		"the public has not been seen to be shown it":                  {all("new", "new seen=never"), 5, "", "a1", 0},
		"nor the first":                                                    {all("new seen=never"), 5, "", "", 0},
		"seen late, before":                                                {all("new", "new seen=6"), 5, "", "a1", 0},
		"seen late, at the instant":                                        {all("new", "new seen=6"), 6, "", "a1", 2},
		"seen before its time, before that":                                {all("new", "new at=6 seen=3"), 5, "", "a1", 0},
		"seen before its time, at its instant":                             {all("new", "new at=6 seen=3"), 6, "", "a1", 2},
		"not seen, and answered all the same: it was shown at the gate":    {all("new", "new seen=never"), 9, "", "a2", 0},
		"not seen, and who has never acted owes what everybody did before": {all("new", "new seen=never"), 5, "", "", 1},
	} {
		d := documents.Document{ID: uuid.New(), Binds: documents.BindsPerson}
		s := acceptance.Subject{Account: uuid.New(), Accepted: map[uuid.UUID]bool{}, Texts: map[uuid.UUID]string{}, Purposes: strings.Fields(c.marks)}
		for i, line := range c.versions {
			d.Versions = append(d.Versions, told(t, i+1, line))
		}
		for hash := range strings.FieldsSeq(c.accepted) {
			v := d.Version(int(hash[1] - '0'))
			s.Accepted[v.ID], s.Texts[v.ID] = true, hash
		}
		got := 0
		if owed := acceptance.Pending([]documents.Document{d}, s, *hour(c.at)); len(owed) > 0 {
			got = owed[0].Required.Seq
		}
		if got != c.owes {
			t.Errorf("%s: %d is owed, not %d", name, got, c.owes)
		}
	}
}

// Who is not asked is told, once: the texts changed for them as for all.
func TestTellsOnly(t *testing.T) {
	for name, c := range map[string]struct {
		versions []string
		marks    string
		accepted string
		want     int
	}{
		"an announcement":               {[]string{"new", "announcement"}, "", "a1", 2},
		"an announcement that was read": {[]string{"new", "announcement"}, "", "a1 a2", 0},
		"nobody has seen it":            {[]string{"new", "announcement seen=never"}, "", "a1", 0},
		"it asks others":                {[]string{"new", "new for=orders"}, "", "a1", 2},
		"it asks them":                  {[]string{"new", "new for=orders"}, "orders", "a1", 0},
		"a correction of it":            {[]string{"new", "new for=orders", "correction"}, "", "a1", 2},
		"a correction":                  {[]string{"new", "correction"}, "", "a1", 0},
	} {
		d := documents.Document{ID: uuid.New(), Binds: documents.BindsPerson}
		who := documents.Whom{Accepted: map[uuid.UUID]bool{}, Purposes: strings.Fields(c.marks)}
		for i, line := range c.versions {
			d.Versions = append(d.Versions, told(t, i+1, line))
		}
		for hash := range strings.FieldsSeq(c.accepted) {
			who.Accepted[d.Version(int(hash[1]-'0')).ID] = true
		}
		got := 0
		if v := d.TellsOnly(who, *hour(9)); v != nil {
			got = v.Seq
		}
		if got != c.want {
			t.Errorf("%s: told of %d, not %d", name, got, c.want)
		}
	}
}
