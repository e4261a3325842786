using System.Text;
using Pipeline.Cli.AccessLogs;
using Pipeline.Cli.Input;
using Pipeline.Cli.Send;
using Pipeline.Client.Delivery.Http;
using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Cli.Tests.Send;

public sealed class BatchEncoderTests
{
    private readonly NotedDisplay _display = new();
    private readonly SendReport _report;

    public BatchEncoderTests() => _report = new SendReport(_display);

    [Fact]
    public void EncodeNext_FewLines_IsOneBatchWithASectionForEachEndpoint()
    {
        EncodedBatch batch = Assert.Single(Encode([Line("/b", 1), Line("/a", 2), "", Line("/b", 4)]));

        Batch read = Read(batch);
        Assert.Equal(["/b", "/a"], read.Entries.Select(static entry => entry.Endpoint));
        Assert.Equal([2, 1], read.Entries.Select(static entry => entry.EventCount));
        Assert.Equal(3, batch.EventCount);
        Assert.Equal(4, batch.LineOf(new Refusal("/b", 1, "")));
        Assert.Equal(2, batch.LineOf(new Refusal("/a", 0, "")));
        Assert.Null(batch.LineOf(new Refusal("/a", 1, "")));
        Assert.Null(batch.LineOf(new Refusal("/c", 0, "")));
        Assert.Equal(0, _report.BadLines);
    }

    [Fact]
    public void EncodeNext_ManyLines_CutsAtAFixedNumber()
    {
        IEnumerable<int> numbers = Enumerable.Range(0, (2 * BatchEncoder.LinesPerBatch) + 5);
        string[] lines = [.. numbers.Select(static number => Line($"/{number % 7}", number))];

        List<EncodedBatch> batches = Encode(lines);

        Assert.Equal([BatchEncoder.LinesPerBatch, BatchEncoder.LinesPerBatch, 5], batches.Select(static batch => batch.EventCount));
        Assert.Equal([1ul, 2ul, 3ul], batches.Select(static batch => Read(batch).Identity.Sequence));
        Assert.Single(batches.Select(static batch => Read(batch).Identity.Source).Distinct());
    }

    [Fact]
    public void EncodeNext_LongLines_CutsAtAFixedSize()
    {
        string text = new('x', 9_000);
        string[] lines = [.. Enumerable.Range(0, 250).Select(number => $$"""{"time":{{number}},"endpoint":"a","error":"{{text}}"}""")];

        List<EncodedBatch> batches = Encode(lines);

        int linesPerBatch = (BatchEncoder.ContentBytesPerBatch / (lines[100].Length + 1)) + 1;
        Assert.InRange(batches[0].EventCount, linesPerBatch - 1, linesPerBatch + 1);
        Assert.Equal(250, batches.Sum(static batch => batch.EventCount));
    }

    [Fact]
    public void EncodeNext_MoreEndpointsThanABatchTakes_GoOnInTheNext()
    {
        string[] lines = [.. Enumerable.Range(0, EventLimits.SectionsPerBatchMax + 3).Select(static number => Line($"/{number}", number))];

        List<EncodedBatch> batches = Encode([.. lines, Line("/0", 1)]);

        Assert.Equal([EventLimits.SectionsPerBatchMax, 4], batches.Select(static batch => batch.EventCount));
        Assert.Equal(EventLimits.SectionsPerBatchMax + 1, batches[1].LineOf(new Refusal($"/{EventLimits.SectionsPerBatchMax}", 0, "")));
        Assert.Equal(0, _report.BadLines);
    }

    [Fact]
    public void EncodeNext_MoreOperationNamesThanASectionTakes_GoOnInTheNext()
    {
        string[] lines = [.. Enumerable.Range(0, (EventLimits.OperationGroupsPerSectionMax / 8) + 4).Select(LineWithNewOperations)];

        List<EncodedBatch> batches = Encode(lines);

        Assert.Equal([EventLimits.OperationGroupsPerSectionMax / 8, 4], batches.Select(static batch => batch.EventCount));
        Assert.Equal(0, _report.BadLines);
    }

    [Fact]
    public void EncodeNext_BadLines_CostNothingElseAndAreNumbered()
    {
        string[] lines = [Line("/a", 1), "nonsense", Line("/a", 3), """{"time":1,"endpoint":"a","colour":"red"}""", Line("/a", 5)];

        EncodedBatch batch = Assert.Single(Encode(lines));

        Assert.Equal(3, batch.EventCount);
        Assert.Equal(2, _report.BadLines);
        Assert.StartsWith("line 2: ", _display.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("line 4: ", _display.Notes[1], StringComparison.Ordinal);
        Assert.Contains("colour", _display.Notes[1], StringComparison.Ordinal);
        Assert.Equal(5, batch.LineOf(new Refusal("/a", 2, "")));
    }

    [Fact]
    public void EncodeNext_ABatchOfBadLinesOnly_KeepsItsSequenceUnsent()
    {
        string[] lines = [.. Enumerable.Repeat("nonsense", BatchEncoder.LinesPerBatch), Line("/a", 1)];

        EncodedBatch batch = Assert.Single(Encode(lines));

        Assert.Equal(2ul, Read(batch).Identity.Sequence);
        Assert.Equal(SendReport.ShownMax + 1, _display.Notes.Count);
    }

    [Fact]
    public void EncodeNext_Tallies_TravelAsTallies()
    {
        EncodedBatch batch = Assert.Single(Encode(
            ["""{"time":1500,"endpoint":"a","tally":7,"outcome":"error"}""", Line("a", 2)]));

        BatchEntry entry = Assert.Single(Read(batch).Entries);
        Assert.Equal((1, 1), (entry.EventCount, entry.TallyCount));
        Assert.Equal(2, batch.EventCount);
        Assert.Equal(2, batch.LineOf(new Refusal("a", 0, "")));
        Assert.Equal(1, batch.LineOf(new Refusal("a", 0, "", IsTally: true)));
        Assert.Null(batch.LineOf(new Refusal("a", 1, "", IsTally: true)));
    }

    [Fact]
    public void EncodeNext_Drops_TravelAsDrops()
    {
        EncodedBatch batch = Assert.Single(Encode(
            ["""{"time":1500,"endpoint":"a","dropped":{"cause":"expired","events":7}}""", Line("a", 2)]));

        SectionReader reader = new(Assert.Single(Read(batch).Entries).Section.Span);
        List<DropEntry> drops = [];
        foreach (DropEntry drop in reader.Drops)
            drops.Add(drop);
        Assert.Equal(1, reader.EventCount);
        Assert.Equal((1L, new DropCounts(DropCause.Expired, 7, 0)), (Assert.Single(drops).UnixSecond, drops[0].Counts));
        Assert.Equal(2, batch.LineOf(new Refusal("a", 0, "")));
    }

    [Fact]
    public void EncodeNext_SameContent_IsTheSameBytes()
    {
        string[] lines = [.. Enumerable.Range(0, 10_000).Select(static number => Line($"/{number % 13}", number))];

        Assert.Equal(Encode(lines).Select(Bytes), Encode(lines).Select(Bytes));

        static byte[] Bytes(EncodedBatch batch) => batch.Bytes.ToArray();
    }

    private static string Line(string endpoint, long time) => $$"""{"time":{{time}},"endpoint":"{{endpoint}}","duration_ms":1.5}""";

    private static string LineWithNewOperations(int number)
    {
        string operations = string.Join(',', Enumerable.Range(0, 8).Select(place => $"\"{number}-{place}\":1"));
        return $$"""{"operations":{ {{operations}} },"time":{{number}},"endpoint":"a"}""";
    }

    private static Batch Read(EncodedBatch batch)
    {
        Assert.True(BatchReader.TryRead(batch.Bytes, out Batch? read, out WireError error), error.ToString());
        return read;
    }

    private List<EncodedBatch> Encode(string[] lines)
    {
        byte[] content = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        using LineReader reader = new(new MemoryStream(content));
        SourceNaming naming = new(new byte[32], InputFormat.Ndjson, SegmentChoice.None);
        BatchEncoder encoder = new(reader, new NdjsonLineParser(), naming, 5, _report);
        List<EncodedBatch> batches = [];
        while (encoder.EncodeNext() is { } batch)
            batches.Add(batch);
        Assert.Equal(content.Length, batches[^1].ContentPosition);
        return batches;
    }
}
