package appearance

import "github.com/pactdesk/pactdesk/app/datamap"

// DataMap declares what is held of how a site looks. It is about nobody; what
// stands in a footer is the organisation's own. Pictures that no theme names any
// more go as others come.
var DataMap = []datamap.Table{
	{
		Name: "themes", Model: Theme{},
		Purpose: datamap.Appearance, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "paper", Category: datamap.Preferences},
			{Name: "ink", Category: datamap.Preferences},
			{Name: "button", Category: datamap.Preferences},
			{Name: "type", Category: datamap.Preferences},
			{Name: "size", Category: datamap.Preferences},
			{Name: "corner", Category: datamap.Preferences},
			{Name: "scheme", Category: datamap.Preferences},
			{Name: "header", Category: datamap.Preferences},
			{Name: "footer", Category: datamap.Entity},
			{Name: "logo", Category: datamap.Technical},
			{Name: "logo_dark", Category: datamap.Technical},
			{Name: "icon", Category: datamap.Technical},
			{Name: "updated_at", Category: datamap.Technical},
		},
	},
	{
		Name: "images", Model: Image{},
		Purpose: datamap.Appearance, Source: datamap.FromOwner, Erasure: datamap.WithSite,
		Retention: datamap.Retention{Period: "P90D", From: datamap.ContractEnded},
		Columns: []datamap.Column{
			{Name: "tenant_id", Category: datamap.Technical},
			{Name: "id", Category: datamap.Technical},
			{Name: "hash", Category: datamap.Technical},
			{Name: "width", Category: datamap.Technical},
			{Name: "height", Category: datamap.Technical},
			{Name: "luminance", Category: datamap.Technical},
			{Name: "content", Category: datamap.Entity},
			{Name: "created_at", Category: datamap.Technical},
		},
	},
}
