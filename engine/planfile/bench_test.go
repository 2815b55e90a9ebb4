package planfile

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"

	"accredit/engine"
)

// manySteps repeats the steps of the sample.
func manySteps(n int) *engine.Plan {
	p := samplePlan()
	sample := p.Steps
	p.Steps = make([]engine.Step, n)
	for i := range p.Steps {
		p.Steps[i] = sample[2+i%3]
	}
	return p
}

func BenchmarkEncode100000(b *testing.B) {
	p := manySteps(100_000)
	b.ReportAllocs()
	for b.Loop() {
		if err := Encode(io.Discard, p, "1"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSaveLoad100000(b *testing.B) {
	p := manySteps(100_000)
	path := filepath.Join(b.TempDir(), "plan")
	for b.Loop() {
		if err := Save(path, p, "1"); err != nil {
			b.Fatal(err)
		}
		if _, _, err := Load(path); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkState100000(b *testing.B) {
	a := sampleState()
	client := a.Clients[1]
	a.Clients = nil
	for i := range 100_000 / len(client.Grants) {
		client.HubID = int64(i + 1)
		a.Clients = append(a.Clients, client)
	}
	var document bytes.Buffer
	for b.Loop() {
		document.Reset()
		if err := EncodeState(&document, a, 739941); err != nil {
			b.Fatal(err)
		}
		if _, err := DecodeState(bytes.NewReader(document.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(document.Len()), "bytes")
}

// TestEncodeMemory: what encoding takes does not grow with the plan.
func TestEncodeMemory(t *testing.T) {
	var largest writeSizes
	if err := Encode(&largest, manySteps(20_000), "1"); err != nil {
		t.Fatal(err)
	}
	if largest.max > bufferSize {
		t.Errorf("one write has %d bytes", largest.max)
	}
}

type writeSizes struct{ max int }

func (w *writeSizes) Write(p []byte) (int, error) {
	w.max = max(w.max, len(p))
	return len(p), nil
}
