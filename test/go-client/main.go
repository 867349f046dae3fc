// Tuya's own client for Go, as a program that run.ts starts: its last line is what it was answered.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"

	"github.com/tuya/tuya-connector-go/connector"
	"github.com/tuya/tuya-connector-go/connector/env"
)

// The order as run.ts gives it, in JSON.
type house struct {
	URL      string            `json:"url"`
	ClientID string            `json:"client_id"`
	Secret   string            `json:"secret"`
	List     string            `json:"list"`
	Commands string            `json:"commands"`
	Body     json.RawMessage   `json:"body"`
	Path     string            `json:"path"`
	Query    map[string]string `json:"query"`
}

func main() {
	var order house
	if err := json.Unmarshal([]byte(os.Args[1]), &order); err != nil {
		panic(err)
	}
	connector.InitWithOptions(
		env.WithApiHost(order.URL),
		env.WithMsgHost("pulsar+ssl://127.0.0.1:1"),
		env.WithAccessID(order.ClientID),
		env.WithAccessKey(order.Secret),
		env.WithAppName("judge"),
		env.WithDebugMode(false),
	)
	ctx := context.Background()
	var list, command, sorted json.RawMessage
	// The client sorts what it signs and sends the query as it is given; it is given in the wrong order.
	query := ""
	for _, name := range []string{"type", "start_time", "end_time", "codes"} {
		query += "&" + name + "=" + url.QueryEscape(order.Query[name])
	}
	connector.MakeGetRequest(ctx, connector.WithAPIUri(order.List+"?size=50"), connector.WithResp(&list))
	connector.MakePostRequest(ctx, connector.WithAPIUri(order.Commands), connector.WithPayload(order.Body), connector.WithResp(&command))
	connector.MakeGetRequest(ctx, connector.WithAPIUri(order.Path+"?"+query[1:]), connector.WithResp(&sorted))
	told, err := json.Marshal(map[string]json.RawMessage{"list": list, "command": command, "sorted": sorted})
	if err != nil {
		panic(err)
	}
	fmt.Println("\n" + string(told))
}
