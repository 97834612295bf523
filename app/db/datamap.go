package db

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares the migration tool's own table.
var DataMap = []datamap.Table{
	{
		Name:    "schema_migrations",
		Purpose: datamap.Operation, Source: datamap.FromUse, Erasure: datamap.Stays,
		Columns: []datamap.Column{
			{Name: "id", Category: datamap.Technical},
			{Name: "version_id", Category: datamap.Technical},
			{Name: "is_applied", Category: datamap.Technical},
			{Name: "tstamp", Category: datamap.Technical},
		},
	},
}
