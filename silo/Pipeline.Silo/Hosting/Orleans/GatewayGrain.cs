using Microsoft.Extensions.Options;
using Pipeline.Grains.Abstractions.Gateway;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Identities;
using Pipeline.Silo.Ingest;

namespace Pipeline.Silo.Hosting;

/// <summary>The door of Orleans clients: what <see cref="IngestApi"/> does for a body, for a batch that came as a grain call.</summary>
/// <remarks>Stateless, and reentrant because all it does is to wait for endpoints; admission is that of the whole silo.</remarks>
[StatelessWorker]
[Reentrant]
internal sealed class GatewayGrain(
    IngestGateway gateway, IngestAdmission admission, IngestInstruments instruments, IOptions<IngestOptions> options, TimeProvider clock)
    : Grain, IGatewayGrain
{
    private readonly IngestOptions _options = options.Value;

    public async Task<GatewayAnswer> SendAsync(GatewayBatch batch)
    {
        long started = clock.GetTimestamp();
        int size = batch.Bytes.Length;
        if (size > EventLimits.BatchBytesMax)
            return Refuse("too-large", $"A batch may have {EventLimits.BatchBytesMax} bytes.");
        if (!admission.TryEnter(size))
            return Repeat("overloaded", "Too many batches are in flight.");
        try
        {
            GatewayAnswer answer = await AppendAsync(batch.Bytes);
            instruments.CountGatewayBatch(answer.Status.ToString(), clock.GetElapsedTime(started));
            return answer;
        }
        finally
        {
            admission.Leave(size);
        }
    }

    private async Task<GatewayAnswer> AppendAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!BatchBody.TryRead(bytes, out BatchIdentity? identity, out IReadOnlyList<SectionToAppend> sections, out string? defect))
            return Refuse("malformed-batch", defect);
        if (!admission.LogHasRoomFor(bytes.Length))
            return Repeat("log-full", "The event log's queue is full, or the disk is below its floor of free space.");
        (IngestOutcome outcome, _) = await gateway.IngestAsync(sections, identity, new RejectionList());
        instruments.CountAnswer(outcome.Answer);
        return outcome.Fate switch
        {
            IngestFate.Done => new GatewayAnswer(GatewayStatus.Done, outcome.Answer.Accepted, outcome.Answer.Duplicate, outcome.Answer.RejectedCount),
            IngestFate.Expired => Refuse(outcome.Code, outcome.Detail),
            _ => Repeat(outcome.Code, outcome.Detail),
        };
    }

    private static GatewayAnswer Refuse(string code, string detail) => new(GatewayStatus.Refused, Problem: $"{code}: {detail}");

    private GatewayAnswer Repeat(string code, string detail)
        => new(GatewayStatus.Repeat, RetryAfter: _options.RetryAfter, Problem: $"{code}: {detail}");
}
