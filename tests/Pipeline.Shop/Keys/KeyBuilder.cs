using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline.Client;
using Pipeline.Shop.Baskets;

namespace Pipeline.Shop.Keys;

/// <summary>Builds the keys that answers are cached under: of JSON, as <c>json.dumps</c> of the current call, counted and timed.</summary>
/// <remarks>
/// Version A serializes three times: for whom, about what, and the key of both. Version B has the mistake: a basket's part is put together of every
/// field of every line beside every other line, each with the whole basket: 2 + 13 * 5 * 13 = 847 times.
/// </remarks>
internal sealed class KeyBuilder(Deployment deployment, KeyWorkers workers)
{
    public const string Operation = "json.dumps";

    [ThreadStatic]
    private static JsonBuffer? t_buffer;

    /// <summary>A key of an answer about a basket.</summary>
    public Task<string> BuildAsync(string what, KeyOwner owner, Basket basket)
    {
        // Handing three serializations over to a worker would take longer than they do.
        if (!deployment.IsNested)
            return Task.FromResult(Build(what, owner, basket));

        // A worker is a thread of its own, where no call is current.
        Call call = Call.Current;
        return workers.RunAsync(() => Build(call, what, owner, Nested(call, basket)));
    }

    /// <summary>A key of an answer about anything else.</summary>
    public static string Build<TSubject>(string what, KeyOwner owner, TSubject subject)
    {
        Call call = Call.Current;
        return Build(call, what, owner, Fingerprint(call, subject));
    }

    private static string Build(Call call, string what, KeyOwner owner, string subject) =>
        Fingerprint(call, new KeyParts(what, Fingerprint(call, owner), subject));

    private static string Nested(Call call, Basket basket)
    {
        uint sum = 0;
        for (int line = 0; line < basket.Lines.Count; line++)
        {
            for (int field = 0; field < BasketLine.FieldCount; field++)
            {
                for (int beside = 0; beside < basket.Lines.Count; beside++)
                    sum = Checksum(Dump(call, new LineKey(line, field, beside, basket)), sum);
            }
        }

        return Text(sum);
    }

    private static string Fingerprint<T>(Call call, T value) => Text(Checksum(Dump(call, value), 0));

    /// <returns>The JSON, until this thread serializes the next.</returns>
    private static ReadOnlySpan<byte> Dump<T>(Call call, T value)
    {
        long start = Stopwatch.GetTimestamp();
        JsonBuffer buffer = t_buffer ??= new JsonBuffer();
        ReadOnlySpan<byte> json = buffer.Serialize(value);
        call.Function(Operation, Stopwatch.GetElapsedTime(start));
        return json;
    }

    // Else its loop would first run as it was compiled in haste, and take longer than what it sums up.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static uint Checksum(ReadOnlySpan<byte> json, uint sum)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(json);
        foreach (ulong word in words)
            sum = BitOperations.Crc32C(sum, word);
        foreach (byte rest in json[(words.Length * sizeof(ulong))..])
            sum = BitOperations.Crc32C(sum, rest);
        return sum;
    }

    private static string Text(uint sum) => sum.ToString("x8", CultureInfo.InvariantCulture);
}
