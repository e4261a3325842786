using System.Security.Cryptography;
using System.Text;
using Pipeline.EventLog.Sqlite;
using Pipeline.EventLog.Tests.Contract;

namespace Pipeline.EventLog.Tests;

/// <summary>Appends and writes snapshots until killed, and says what was acknowledged: one line "stream offset" an entry.</summary>
internal static class KilledWriter
{
    public const int StreamCount = 5;

    private const int InFlightMax = 8;

    public static StreamName Stream(int number) => new($"endpoint/{number}");

    /// <summary>Bytes that anyone can compute from stream and offset, between 0 and 40 KB.</summary>
    public static byte[] Body(StreamName stream, long offset)
    {
        byte[] seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{stream} {offset}"));
        byte[] body = new byte[BitConverter.ToUInt16(seed) % (offset % 10 == 0 ? 40_000 : 1_000)];
        new Random(BitConverter.ToInt32(seed, 4)).NextBytes(body);
        return body;
    }

    public static Task RunAsync(SqliteEventLog log) =>
        Task.WhenAll(Enumerable.Range(0, StreamCount).Select(number => AppendForeverAsync(log, Stream(number))));

    private static async Task AppendForeverAsync(SqliteEventLog log, StreamName stream)
    {
        long next = (await log.GetHeadAsync(stream)).Value;
        Queue<Task<AppendOutcome>> inFlight = [];
        while (true)
        {
            while (inFlight.Count < InFlightMax)
                inFlight.Enqueue(log.AppendAsync(stream, new Offset(next), new EntryParts(Body(stream, next++))).AsTask());
            Offset head = (await inFlight.Dequeue()).Head;
            await Console.Out.WriteLineAsync($"{stream} {head.Value - 1}");
            if (head.Value % 20 == 0)
                await log.WriteAsync(stream, head, Body(stream, head.Value), hasOpenWindows: true);
        }
    }
}
