using Pipeline.EventLog.Tests.Contract;
using Pipeline.EventLog.Verification;

namespace Pipeline.EventLog.Tests.Sqlite;

/// <summary>Random operations on the SQLite log and on lists in memory; they must agree throughout.</summary>
public sealed class SqliteModelTests
{
    private const int StreamCount = 6;

    [Fact]
    public async Task RandomOperations_AgainstTheModel_Agree()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        await using SqliteLogDriver driver = await SqliteLogDriver.CreateAsync(options =>
        {
            options.FrameBytesMax = 64 * 1024;
            options.Retention.StepBytesMax = 64 * 1024;
        });
        ModelStream[] model = [.. Enumerable.Range(0, StreamCount).Select(number => new ModelStream(new StreamName($"stream/{number}")))];
        for (int step = 0; step < 150; step++)
        {
            try
            {
                await RunStepAsync(driver, model, random);
            }
            catch (Exception exception)
            {
                Assert.Fail($"Seed {seed}, step {step}: {exception}");
            }
        }
        VerificationReport report = await EventLogVerifier.VerifyAsync(driver.Options.DataDirectory);
        Assert.True(report.IsSound, $"Seed {seed}: {string.Join(' ', report.Problems)}");
    }

    private static async Task RunStepAsync(SqliteLogDriver driver, ModelStream[] model, Random random)
    {
        ModelStream stream = model[random.Next(StreamCount)];
        switch (random.Next(20))
        {
            case 0:
                await driver.ReopenAsync();
                break;
            case 1:
                driver.Clock.Jump(driver.Clock.GetUtcNow() + TimeSpan.FromDays(random.Next(20)));
                await driver.Sqlite.ApplyRetentionAsync();
                break;
            case 2 or 3:
                AppendOutcome conflict = await driver.AppendAsync(stream.Name, stream.Entries.Count + random.Next(1, 4), [1]);
                Assert.Equal(new AppendOutcome(AppendStatus.Conflict, new Offset(stream.Entries.Count)), conflict);
                break;
            case 4 or 5 or 6:
                stream.SnapshotOffset = random.Next((int)stream.SnapshotOffset, stream.Entries.Count + 1);
                await driver.Snapshots.WriteAsync(stream.Name, new Offset(stream.SnapshotOffset), ModelStream.SnapshotAt(stream.SnapshotOffset), false);
                break;
            case < 14:
                await AppendAsync(driver, model, random);
                break;
            default:
                await CheckAsync(driver, stream, random);
                break;
        }
    }

    private static async Task AppendAsync(SqliteLogDriver driver, ModelStream[] model, Random random)
    {
        List<Task<AppendOutcome>> appends = [];
        for (int count = random.Next(1, 60); count > 0; count--)
        {
            ModelStream stream = model[random.Next(StreamCount)];
            byte[] body = new byte[random.Next(random.Next(10) == 0 ? 150_000 : 300)];
            random.NextBytes(body);
            appends.Add(driver.AppendAsync(stream.Name, stream.Entries.Count, body));
            stream.Entries.Add(body);
        }
        Assert.All(await Task.WhenAll(appends), outcome => Assert.True(outcome.IsCommitted));
    }

    private static async Task CheckAsync(SqliteLogDriver driver, ModelStream stream, Random random)
    {
        Snapshot? snapshot = await driver.Snapshots.ReadLatestAsync(stream.Name);
        Assert.Equal(stream.SnapshotOffset, snapshot?.Offset.Value ?? 0);
        if (snapshot is not null)
            Assert.Equal(ModelStream.SnapshotAt(stream.SnapshotOffset), snapshot.Bytes.ToArray());

        // Whatever retention removed, all from the latest snapshot on is there.
        long from = random.Next((int)stream.SnapshotOffset, stream.Entries.Count + 1);
        List<(Offset Offset, byte[] Bytes)> entries = await driver.ReadAllAsync(stream.Name, from);
        Assert.Equal(stream.Entries.Count - from, entries.Count);
        for (int i = 0; i < entries.Count; i++)
            Assert.True(stream.Entries[(int)from + i].AsSpan().SequenceEqual(entries[i].Bytes), $"{stream.Name} at {from + i}");
    }

    private sealed class ModelStream(StreamName name)
    {
        public StreamName Name { get; } = name;

        public List<byte[]> Entries { get; } = [];

        public long SnapshotOffset { get; set; }

        public static byte[] SnapshotAt(long offset) => BitConverter.GetBytes(offset);
    }
}
