using Microsoft.OpenApi;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.OpenApi.Routes;

/// <summary><c>POST /v1/events</c>.</summary>
internal static class IngestRoute
{
    public static RouteDescription Description { get; } = new("sendEvents", "Send", "Takes events and answers when they are durable")
    {
        Details = "The body may be compressed (`Content-Encoding` gzip, br or deflate). A request with an identity is counted once however often it is sent.",
        Parameters =
        [
            new("Pipeline-Source", "Who sends: 32 hexadecimal digits or a UUID. For NDJSON; a batch carries it.") { In = ParameterLocation.Header },
            new("Pipeline-Sequence", "Number of this request among the source's, from 0.")
            {
                In = ParameterLocation.Header, Type = JsonSchemaType.Integer, Minimum = 0,
            },
            new("Pipeline-Source-Start", "Unix ms at which the source began numbering; now, if missing.")
            {
                In = ParameterLocation.Header, Type = JsonSchemaType.Integer, Minimum = 0,
            },
        ],
        Bodies =
        [
            new(NdjsonBody.MediaType, "One event or tally a line, a JSON object each (docs/ndjson.md)."),
            new(BatchBody.MediaType, "A binary batch (docs/wire-format.md).", IsBinary: true),
        ],
        Answers = [RouteAnswer.Json<IngestAnswer>()],
        Problems =
        [
            new(400, "malformed-batch", "Malformed batch", "The binary batch cannot be read; nothing of it was counted."),
            new(400, "malformed-header", "Malformed header", "A Pipeline header cannot be read; nothing was counted."),
            new(400, "undecodable-body", "Undecodable body", "The body is not what its Content-Encoding says; nothing was counted."),
            new(409, "sequence-expired", "Identity expired", "More than 1,024 behind the source's highest sequence, so a repeat cannot be told from a new batch. Final for these sections."),
            new(409, "source-expired", "Identity expired", "The source began more than 7 days ago and is no longer remembered. Final for these sections: begin a new source."),
            new(413, "too-large", "Body too large", "Send smaller requests: 16 MiB, after decompression too."),
            new(415, "unsupported-media-type", "Unsupported Content-Type", "The body is neither NDJSON nor a batch."),
            new(415, "unsupported-encoding", "Unsupported Content-Encoding", "The Content-Encoding is not gzip, br or deflate."),
            new(429, "overloaded", "Overloaded", "Repeat the request byte for byte after Retry-After seconds."),
            new(429, "too-many-sources", "Overloaded", "An endpoint remembers as many sources as it may. Repeat later, or through fewer sources."),
            new(503, "log-full", "The event log takes nothing now", "Its queue is full, or the disk is below its floor of free space. Repeat byte for byte."),
            new(503, "unavailable", "Unavailable", "Some of it may be durable; repeat byte for byte."),
            RouteProblem.NotReady,
        ],
        Examples =
        [
            new("ndjson", "A line of a shop's events for every few seconds") { BodyFile = "events.ndjson" },
        ],
    };
}
