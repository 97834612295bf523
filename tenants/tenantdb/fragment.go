package tenantdb

import (
	"slices"
	"strings"
)

// fault tells why a fragment of SQL may not become a part of a statement, or
// is empty. A fragment could reach around the tenant's condition by closing a
// parenthesis that it did not open, by turning the rest of the statement into
// a comment or a string, or by asking a query of its own. Values are no
// danger: they are bound.
//
// It reads SQL as SQLite does, where it is the last wall; Postgres, which also
// knows other quotes, has row-level security.
func fault(sql string) string {
	depth := 0
	for i := 0; i < len(sql); i++ {
		switch c := sql[i]; {
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth < 0 {
				return "a parenthesis that closes what the fragment did not open"
			}
		case c == ';' || c == 0:
			return "an end of the statement"
		case strings.HasPrefix(sql[i:], "--"), strings.HasPrefix(sql[i:], "/*"):
			return "a comment"
		case strings.IndexByte("'\"`[", c) >= 0:
			if c == '[' {
				c = ']'
			}
			end := strings.IndexByte(sql[i+1:], c)
			if end < 0 {
				return "a quote left open"
			}
			i += end + 1 // a quote doubled within a string opens the next one
		case inWord(c):
			end := i + 1
			for end < len(sql) && inWord(sql[end]) {
				end++
			}
			if slices.Contains(queries, strings.ToUpper(sql[i:end])) {
				return "a query of its own"
			}
			i = end - 1
		}
	}
	if depth > 0 {
		return "a parenthesis left open"
	}
	return ""
}

// misbound tells why a fragment's values might not be bound where it says, or
// is empty. gorm counts the places by their bytes and binds a value too many
// without a place, and SQLite binds by order: the values of the whole statement
// would shift, and the tenant's condition with them.
func misbound(sql string, values int) string {
	if strings.Count(sql, "?") != values {
		return "not a value for each place"
	}
	for i := 0; i < len(sql); i++ {
		c := sql[i]
		if c == '?' && i+1 < len(sql) && '0' <= sql[i+1] && sql[i+1] <= '9' {
			return "a numbered place"
		}
		if strings.IndexByte("'\"`[", c) < 0 {
			continue
		}
		if c == '[' {
			c = ']'
		}
		end := strings.IndexByte(sql[i+1:], c)
		if end < 0 {
			return "a quote left open"
		}
		if strings.Contains(sql[i+1:i+1+end], "?") {
			return "a place within quotes"
		}
		i += end + 1
	}
	return ""
}

// queries are the words by which a query begins or goes on.
var queries = []string{"SELECT", "UNION", "INTERSECT", "EXCEPT", "VALUES", "INSERT", "UPDATE", "DELETE", "RETURNING"}

func inWord(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}
