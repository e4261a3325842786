using System.Diagnostics;
using System.Globalization;
using Pipeline.EventLog.Verification;

namespace Pipeline.EventLog.Tests.Sqlite;

public sealed class KillTests
{
    private const int Rounds = 4;
    private const int LinesPerRound = 400;

    [Fact]
    public async Task Kill_WhileAppending_NothingAcknowledgedIsLost()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync();
        for (int round = 0; round < Rounds; round++)
        {
            await driver.CloseAsync();
            Dictionary<StreamName, long> acknowledged = await RunUntilKilledAsync(driver.Options.DataDirectory, random.Next(1, LinesPerRound));
            VerificationReport report = await EventLogVerifier.VerifyAsync(driver.Options.DataDirectory);
            Assert.True(report.IsSound, $"Seed {seed}, round {round}: {string.Join(' ', report.Problems)}");
            await driver.OpenAsync();
            foreach ((StreamName stream, long last) in acknowledged)
                Assert.True((await driver.Log.GetHeadAsync(stream)).Value > last, $"Seed {seed}, round {round}: {stream} lost offset {last}.");
            for (int number = 0; number < KilledWriter.StreamCount; number++)
                await AssertWholeAsync(driver, KilledWriter.Stream(number), $"Seed {seed}, round {round}");
        }
    }

    private static async Task AssertWholeAsync(SqliteLogDriver driver, StreamName stream, string context)
    {
        List<(Offset Offset, byte[] Bytes)> entries = await driver.ReadAllAsync(stream);
        for (int i = 0; i < entries.Count; i++)
        {
            bool isWhole = entries[i].Offset.Value == i && KilledWriter.Body(stream, i).AsSpan().SequenceEqual(entries[i].Bytes);
            Assert.True(isWhole, $"{context}: {stream} has other bytes at offset {i}.");
        }
        Snapshot? snapshot = await driver.Snapshots.ReadLatestAsync(stream);
        if (snapshot is not null)
            Assert.True(KilledWriter.Body(stream, snapshot.Offset.Value).AsSpan().SequenceEqual(snapshot.Bytes.Span), $"{context}: {stream}'s snapshot.");
    }

    /// <summary>Runs this assembly as a writer and kills it after some acknowledgements.</summary>
    private static async Task<Dictionary<StreamName, long>> RunUntilKilledAsync(string directory, int lines)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(KillTests).Assembly.Location);
        start.ArgumentList.Add(directory);
        using Process writer = Process.Start(start)!;
        Dictionary<StreamName, long> acknowledged = [];
        for (int i = 0; i < lines && await writer.StandardOutput.ReadLineAsync() is { } line; i++)
            Note(acknowledged, line);
        Assert.False(writer.HasExited, "The writer ended by itself.");
        writer.Kill();
        // What it managed to say before the kill counts as well.
        while (await writer.StandardOutput.ReadLineAsync() is { } line)
            Note(acknowledged, line);
        await writer.WaitForExitAsync();
        return acknowledged;
    }

    private static void Note(Dictionary<StreamName, long> acknowledged, string line)
    {
        // The kill may cut the last line.
        string[] parts = line.Split(' ');
        if (parts.Length == 2 && long.TryParse(parts[1], CultureInfo.InvariantCulture, out long offset))
            acknowledged[new StreamName(parts[0])] = offset;
    }
}
