package facts

func (w words) recipients() []Node {
	nodes := []Node{w.heading("facts.recipients.title"), w.say("facts.recipients.intro")}
	var list []Node
	for _, e := range w.set.Processors {
		list = append(list, Node{Kind: Item, Spans: []Span{text(w.processor(e))}})
	}
	for _, c := range w.set.Connections {
		list = append(list, Node{Kind: Item, Spans: []Span{
			{Text: flat(c.Name), Style: Strong}, text(w.T("facts.connection", "Name", c.Recipient, "Country", w.Country(c.Country))), {Text: ": "},
			w.typed(c.What[w.Lang()], c.Code, "facts.label.what")}})
	}
	if len(list) > 0 {
		nodes = append(nodes, w.say("facts.recipients.processors"), Node{Kind: List, Nodes: list})
	}
	var others []Node
	for _, p := range w.set.Purposes {
		if to := w.receivers(p); len(to) > 0 {
			others = append(others, w.about(p, to...))
		}
	}
	if len(others) > 0 {
		nodes = append(nodes, w.say("facts.recipients.by_purpose"), Node{Kind: List, Nodes: others})
	}
	if len(list)+len(others) == 0 {
		nodes = append(nodes, w.say("facts.recipients.none"))
	}
	return nodes
}

// transfers are all of them: of the register, the connections, the purposes.
func (w words) transfers() []Node {
	var list []Node
	item := func(name string, t Transfer) {
		list = append(list, Node{Kind: Item, Spans: []Span{text(w.T("facts.transfer_to", "Name", name, "Transfer", w.transfer(t)))}})
	}
	for _, e := range w.set.Processors {
		for _, t := range e.Transfers {
			item(e.Name, t)
		}
	}
	for _, c := range w.set.Connections {
		if t, outside := c.transfer(); outside {
			item(c.Recipient, t)
		}
	}
	for _, p := range w.set.Purposes {
		for _, t := range p.Transfers {
			list = append(list, w.about(p, text(w.transfer(t))))
		}
	}
	nodes := []Node{w.heading("facts.transfers.title")}
	if len(list) == 0 {
		return append(nodes, w.say("facts.transfers.none"))
	}
	return append(nodes, w.say("facts.transfers.intro"), Node{Kind: List, Nodes: list}, w.say("facts.transfers.copy"))
}

// transfer is where a connection sends data, if out of the EEA.
func (c Connection) transfer() (Transfer, bool) {
	return Transfer{c.Country, c.Safeguard}, c.Country != "" && !withinEEA(c.Country)
}

func (w words) cookies() []Node {
	row := func(cells ...Span) Node {
		n := Node{Kind: Row}
		for _, c := range cells {
			n.Nodes = append(n.Nodes, Node{Kind: Cell, Spans: []Span{c}})
		}
		return n
	}
	table := Node{Kind: Table, Nodes: []Node{row(text(w.T("facts.cookies.name")), text(w.T("facts.cookies.purpose")), text(w.T("facts.cookies.duration")), text(w.T("facts.cookies.by")))}}
	asks := false
	for _, c := range w.set.Cookies {
		what := w.typed(c.Purpose[w.Lang()], c.Name, "facts.cookies.purpose")
		if c.Held {
			what = text(w.T("datamap.elsewhere." + c.Code))
		}
		table.Nodes = append(table.Nodes, row(Span{Text: flat(c.Name), Style: Code}, what, text(w.lasts(c)), text(w.setBy(c))))
		asks = asks || w.set.class(c) != Necessary
	}
	nodes := []Node{w.heading("facts.cookies.title"), w.say("facts.cookies.intro"), table}
	if asks {
		return append(nodes, w.say("facts.cookies.consent"))
	}
	return append(nodes, w.say("facts.cookies.no_others"))
}

// class is what a cookie is for: as the service that sets it.
func (s Set) class(c Cookie) Class {
	if by := s.Connection(c.Service); by != nil {
		return by.Category
	}
	return Necessary
}

func (w words) lasts(c Cookie) string {
	if c.Duration == "" {
		return w.T("facts.cookies.session")
	}
	return w.Period(c.Duration)
}

func (w words) setBy(c Cookie) string {
	by := w.T("facts.cookies.site")
	if s := w.set.Connection(c.Service); s != nil {
		by = s.Name
	}
	if c.Third {
		return w.T("facts.cookies.third", "Name", by)
	}
	return by
}

func (w words) rights() []Node {
	keys := []string{"access", "rectification", "erasure", "restriction", "portability", "objection"}
	if w.set.Consents() {
		keys = append(keys, "withdrawal")
	}
	list := Node{Kind: List}
	for _, k := range keys {
		list.Nodes = append(list.Nodes, w.labelled("facts.rights."+k, text(w.T("facts.rights."+k+"_what"))))
	}
	nodes := []Node{w.heading("facts.rights.title"), w.say("facts.rights.intro"), list}
	if w.set.Consents() && w.set.AgeLimit > 0 {
		nodes = append(nodes, w.say("facts.rights.age", "Age", w.set.AgeLimit))
	}
	return nodes
}

// objection stands apart from everything else, as GDPR Art. 21(4) has it.
func (w words) objection() []Node {
	return []Node{w.heading("facts.objection.title"),
		paragraph(Span{Text: w.T("facts.objection.may"), Style: Strong}, Span{Text: " "}, text(w.T("facts.objection.how")))}
}

func (w words) complaint() []Node {
	nodes := []Node{w.heading("facts.complaint.title"), w.say("facts.complaint.intro")}
	if a := AuthorityOf(w.set.Authority); a != nil {
		nodes = append(nodes, paragraph(text(w.T("facts.complaint.authority")), Span{Text: " "}, Span{Text: a.In(w.Lang()), Href: a.Address}))
	}
	return append(nodes, paragraph(text(w.T("facts.complaint.others")), Span{Text: " "}, Span{Text: w.T("facts.complaint.board"), Href: Board}))
}
