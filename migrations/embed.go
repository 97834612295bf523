// Package migrations holds the database's schema as numbered steps, one
// folder a dialect; both folders have the same steps, and a test holds their
// tables and columns against each other. A step that has been released is
// never edited. There are no down steps: a database newer than the program is
// refused.
//
// On Postgres the tables belong to the role that migrates. The app's role,
// pactdesk_app, owns nothing; each step grants it what the tables it makes
// need and no more, beside them.
package migrations

import "embed"

// FS holds sqlite/ and postgres/.
//
//go:embed sqlite/*.sql postgres/*.sql
var FS embed.FS
