namespace Pipeline.Silo.Startup;

/// <summary>What a newcomer is told once the silo answers: where it is, and the shortest way to send and to ask.</summary>
internal static class Welcome
{
    public static string Text(string url, string edition, string place) => $$$""""

        Pipeline is up: {{{url}}} ({{{edition}}} edition, data in {{{place}}})

        Send an event, then ask for it:
          curl -H 'Content-Type: application/x-ndjson' {{{url}}}/v1/events --data-binary \
            "{\"time\":$(date +%s)000,\"endpoint\":\"/recommend\",\"segment\":\"premium\",\"duration_ms\":212,\"operations\":{\"json.dumps\":847}}"
          curl '{{{url}}}/api/v1/endpoints?window=all'

        C#:
          using var http = new HttpClient();
          string line = $$"""{"time":{{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}},"endpoint":"/recommend","duration_ms":212,"operations":{"json.dumps":847}}""";
          await http.PostAsync("{{{url}}}/v1/events", new StringContent(line, null, "application/x-ndjson"));

        Python:
          import json, time, urllib.request
          line = json.dumps({"time": int(time.time() * 1000), "endpoint": "/recommend", "duration_ms": 212, "operations": {"json.dumps": 847}})
          urllib.request.urlopen(urllib.request.Request("{{{url}}}/v1/events", line.encode(), {"Content-Type": "application/x-ndjson"}))

        Everything that can be asked, with examples (OpenAPI): {{{url}}}/openapi/v1.json
        A file of events or an access log: ./pipeline send FILE --to {{{url}}}
        A service of yours, with counts, samples and retries: docs/client.md (C#), docs/python.md
        Stop with Ctrl-C.

        """";
}
