using System.Net;
using Pipeline.Client.Delivery.Http;
using Pipeline.Protocol.Identities;

namespace Pipeline.Cli.Bench.Chaos;

/// <summary>
/// One source that never gives up: sends a batch at its time, and repeats it byte for byte at one silo after the other until it is answered with 200.
/// </summary>
/// <param name="index">Which silo it asks first; sources begin at different ones.</param>
/// <param name="addresses">Where silos are, as of now.</param>
/// <param name="templates">What it sends.</param>
/// <param name="period">From one batch to the next while all is well.</param>
/// <param name="http">Its time limit is that of one attempt.</param>
/// <param name="load">Told of everything.</param>
/// <param name="clock">Tells the time of events.</param>
internal sealed class ChaosSource(
    int index, Func<IReadOnlyList<Uri>> addresses, BinaryTemplates templates, TimeSpan period, HttpClient http, ChaosLoad load, TimeProvider clock)
{
    /// <summary>After every silo has been asked in vain; a silo asks for a second, but a gap would then be no shorter than that.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly SourceIdentity _source = new(SourceId.CreateRandom(), clock.GetUtcNow().ToUnixTimeMilliseconds());
    private readonly BinarySupply _supply = new(templates);
    private ulong _sequence;
    private int _attempt = index;

    /// <summary>Sends until it is told to stop; the batch under way is still brought to its end.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        long started = clock.GetTimestamp();
        for (int number = 0; !stop.IsCancellationRequested; number++)
        {
            // What is behind its time after a fault is not made up for: the load is steady, not a flood.
            TimeSpan early = (number * period) - clock.GetElapsedTime(started);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early, clock, CancellationToken.None);
            }
            else
            {
                started = clock.GetTimestamp();
                number = 0;
            }

            if (!stop.IsCancellationRequested)
                await SendAsync(cancellationToken);
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        _sequence++;
        ReadOnlyMemory<byte> body = _supply.Next(new BatchIdentity(_source, _sequence), clock.GetUtcNow().ToUnixTimeMilliseconds());
        load.Ledger.Send(templates[_sequence]);
        for (int failures = 0; ; failures++)
        {
            IReadOnlyList<Uri> silos = addresses();
            if (failures > 0 && failures % silos.Count == 0)
                await Task.Delay(s_pause, clock, cancellationToken);
            if (await TrySendAsync(silos[_attempt % silos.Count], body, cancellationToken) is { } answer)
            {
                load.Ledger.Acknowledge(templates[_sequence], answer.RejectedCount);
                load.Acknowledged.Beat();
                return;
            }

            _attempt = (_attempt + 1) % silos.Count;
        }
    }

    private async Task<BatchAnswer?> TrySendAsync(Uri silo, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, EventsPost.TargetOf(silo)) { Content = new ReadOnlyMemoryContent(body) };
        _supply.Prepare(request);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            byte[] bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
                load.Answers.CountLater();
            else if (response.StatusCode == HttpStatusCode.OK)
                return Read(bytes);
            else
                load.Answers.CountOther((int)response.StatusCode, System.Text.Encoding.UTF8.GetString(bytes));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            load.Answers.CountNone();
        }

        return null;
    }

    private BatchAnswer? Read(byte[] bytes)
    {
        try
        {
            BatchAnswer answer = BatchAnswer.Parse(bytes);
            load.Answers.CountGood();
            return answer;
        }
        catch (FormatException)
        {
            load.Answers.CountOther(200, System.Text.Encoding.UTF8.GetString(bytes));
            return null;
        }
    }
}
