package fakehub

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// answer is what HubSpot says to a request.
type answer struct {
	status int
	header map[string]string
	body   any // nil: nothing
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

func (a answer) text() []byte {
	if a.body == nil {
		return nil
	}
	text, err := json.Marshal(a.body)
	if err != nil {
		panic("fakehub: " + err.Error()) // only our own types are written
	}
	return text
}

func (a answer) head(w http.ResponseWriter) {
	for name, value := range a.header {
		w.Header()[name] = []string{value} // spelled as HubSpot spells it
	}
	if a.body != nil {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
	}
	w.WriteHeader(a.status)
}

func (a answer) write(w http.ResponseWriter) {
	a.head(w)
	_, _ = w.Write(a.text()) // whoever asked may be gone
}

// failure is an error in HubSpot's form.
type failure struct {
	Status        string              `json:"status"`
	Message       string              `json:"message"`
	CorrelationID string              `json:"correlationId"`
	Category      string              `json:"category,omitempty"`
	SubCategory   string              `json:"subCategory,omitempty"`
	ErrorType     string              `json:"errorType,omitempty"`
	PolicyName    string              `json:"policyName,omitempty"`
	Context       map[string][]string `json:"context,omitempty"`
	Errors        []failureDetail     `json:"errors,omitempty"`
}

type failureDetail struct {
	Message string              `json:"message"`
	Context map[string][]string `json:"context,omitempty"`
}

// fail is an error with a status, a category and a message.
func (c *call) fail(status int, category, format string, args ...any) answer {
	return answer{status: status, body: failure{
		Status: "error", Message: fmt.Sprintf(format, args...), Category: category, CorrelationID: c.correlation(),
	}}
}

func (c *call) invalid(format string, args ...any) answer {
	return c.fail(http.StatusBadRequest, "VALIDATION_ERROR", format, args...)
}

func (c *call) notFound(format string, args ...any) answer {
	return c.fail(http.StatusNotFound, "OBJECT_NOT_FOUND", format, args...)
}

// correlation is an id of the request in the form of a uuid.
func (c *call) correlation() string {
	return fmt.Sprintf("00000000-0000-4000-8000-%012d", c.entry.N)
}

// missing is a 403 that names a scope; with Behaviour.Scopes "wrong" another one.
func (c *call) missing(scope string) answer {
	named := scope
	if c.h.world.Behaviour.Scopes == "wrong" {
		named = "crm.objects.contacts.read"
	}
	detail := failureDetail{Message: "One or more of the following scopes are required.", Context: map[string][]string{"requiredGranularScopes": {named}}}
	return answer{status: http.StatusForbidden, body: failure{
		Status: "error", Category: "MISSING_SCOPES", CorrelationID: c.correlation(),
		Message: "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
		Context: map[string][]string{"missingScopes": {named}}, Errors: []failureDetail{detail},
	}}
}

// nested is a 400 whose message holds an error in JSON, as HubSpot has been seen
// to answer.
func (c *call) nested(category, message string) answer {
	inner, err := json.Marshal(map[string]string{"status": "error", "message": message, "subCategory": category})
	if err != nil {
		panic("fakehub: " + err.Error())
	}
	return c.invalid("%s", inner)
}
