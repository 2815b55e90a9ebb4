package cli

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"accredit/engine/enginetest/suite"
	"accredit/engine/hubspot/fakehub"
)

// officeFaultsInFull is how many of the faults are tried at every request. The others
// are tried at every seventh.
const officeFaultsInFull = 6

// officeFaults are what goes wrong with a request. None of them says that HubSpot
// refuses a step.
var officeFaults = []fakehub.Fault{
	{Kind: "reset"},
	{Kind: "answer", Status: 502, When: "after"},
	{Kind: "hang", When: "after"},
	{Kind: "answer", Status: 429, Header: map[string]string{"Retry-After": "7"}, Body: `{"status":"error","message":"slow down","policyName":"TEN_SECONDLY_ROLLING"}`},
	{Kind: "html", Status: 200, When: "after"},
	{Kind: "slow"},

	{Kind: "hang"},
	{Kind: "reset", When: "after"},
	{Kind: "answer", Status: 500},
	{Kind: "answer", Status: 423},
	{Kind: "answer", Status: 401, Body: `{"status":"error","message":"no","category":"INVALID_AUTHENTICATION"}`},
	{Kind: "answer", Status: 429, Body: `{"status":"error","message":"over","policyName":"DAILY"}`},
	{Kind: "short"},
	{Kind: "garbage", When: "after"},
	{Kind: "redirect", To: "https://elsewhere.example/", When: "after"},
	{Kind: "redirect", To: "http://127.0.0.1:9/", Status: 302},
	{Kind: "answer", Status: 477},
	{Kind: "delay", DelayMS: 40_000},
}

// Whatever goes wrong with the n-th request of a run of twelve steps, once or from
// then on, no invariant breaks, and the run ends as ever when it is over (L2).
func TestFaultAtEveryRequest(t *testing.T) {
	t.Parallel()
	twelveOffice(t)
	type trial struct {
		fault fakehub.Fault
		name  string
	}
	var list []trial
	for i := range officeFaults {
		for n := range twelveSaved.requests {
			if i >= officeFaultsInFull && (n+i)%7 != 0 {
				continue
			}
			for _, on := range []bool{false, true} {
				f := officeFaults[i]
				f.Nth, f.FromThenOn = n+1, on
				list = append(list, trial{f, fmt.Sprintf("%d %s %d %s at %d, on %v", i, f.Kind, f.Status, f.When, n+1, on)})
			}
		}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	tried := list[:suite.Sample(len(list), 6)]
	for _, try := range tried {
		t.Run(try.name, func(t *testing.T) {
			t.Parallel()
			inOffice(t, func(t *testing.T) { survives(t, &try.fault) })
		})
	}
	t.Logf("%d of %d faults", len(tried), len(list))
}

func survives(t *testing.T, f *fakehub.Fault) {
	o := twelveSaved.begin.open(t)
	v := o.invariants()
	if err := o.hub.SetFaults(f); err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Minute)
	if code, stdout, stderr := o.run("run", "resume", "--auto-approve", "--parallel", "1"); code != exitOK && code != exitBlocked {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	v.hold()
	if err := o.hub.SetFaults(); err != nil {
		t.Fatal(err)
	}
	v.resumeToTheEnd()
	v.finished()
}
