// Package engine is the domain of accredit: who may do what in which client's
// HubSpot account, what a change of that would do, and by whom it can be made.
//
// It compares what is wanted (Desired) with what is recorded (Access), applies
// the rules of access, and finds an order of steps and the people who make
// them. The result, a Plan, is plain data.
//
// The package does not read configuration, does not store anything, does not
// talk to HubSpot, and never asks for the time, the environment or a random
// number: the same inputs give the same plan. It imports nothing but the
// standard library, so that the rules can be read, tested and trusted alone.
//
// Nor does it check its own plans, which is for engine/verify; find teams and
// permission sets (engine/mine); compare configurations (engine/compare); say
// what a revision writes (engine/revise); or put access in pieces together
// (engine/join). They import this package, and it imports none of them. What
// they return stands here where others read it: Comparison, Proposal, Changes.
//
// # Why the planner finds an order whenever there is one
//
// A client is planned alone. A state says which levels everybody holds there.
// A part moves some permissions of one grant between what they are (now) and
// what is wanted, by one actor; the top of a grant is join(now, wanted).
//
// More rights never hurt. Whether a part is legal asks that its actor is an
// admin (or, to remove and deactivate, a role holder), and holds the levels
// that it gives or takes. Both stay true when anybody holds more. So does the
// last super admin rule: more rights can only mean more super admins. Hence a
// part that raises, legal in some state, is legal in every state above it as
// long as there is something left to raise.
//
// Raising forwards. Doing every raising part that is legal, until none is,
// ends in one largest state, whatever the order: by the above no part can
// make another illegal. Any plan at all raises only parts that this closure
// reaches, since each of its states, with all lowering left out, lies below.
// So what the closure does not reach, no plan reaches.
//
// Lowering backwards. Read a plan from its end: undoing a lowering part is
// raising, and the part is legal exactly when its actor holds what it takes in
// the state after it, which is the state that undoing starts from, since
// nobody acts on themselves (who migrates or removes themself needs no right
// over it but their own role, before it). So undoing from the wanted end is
// the same kind of closure, with one largest state, and a part that it does
// not reach can be last in no plan, nor next to last, and so on.
//
// Both suffice. If raising reaches the top for every grant, and undoing from
// the end reaches it too, then the raising parts followed by the undone ones
// in reverse are a plan: its middle is the top, and every step is legal at its
// moment. The last super admin holds at every step, for all states on the way
// up lie above the start and all on the way down above the end. If one closure
// stops short, there is no plan, and where it stopped is the reason why not.
//
// Gaining or losing super admin is one part, never several. Migration is a
// part of its own: the person themself can make it who has a role in the
// partner account, whatever else they hold.
//
// Both closures take at most (parts × people) rounds, each a scan of the
// people who may act: polynomial, without a search. Before cutting anything
// into parts, whole changes are tried in the same two directions, and a change
// that both gives and takes is made in the middle where that is legal; that
// and the joining of parts afterwards (at most 4,096 tries, each one replay of
// the client's steps) only shorten a plan and can fail to, which costs
// brevity and never the plan.
package engine
