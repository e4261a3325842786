using Pipeline.Protocol.Events;
using Pipeline.Protocol.Wire;

namespace Pipeline.Protocol.Tests.Wire;

/// <summary>
/// Bytes that earlier versions wrote must stay readable for ever, and this version must still write the same. After a deliberate change of
/// what is written, keep the old file for reading and add a new one: with PIPELINE_GOLDEN_WRITE set to a folder, missing files are written there.
/// </summary>
public class GoldenFileTests
{
    [Fact]
    public void AllFields_IsWrittenAndReadAsEver() => CheckSection("section-all-fields.bin", Samples.CreateAllFields());

    [Fact]
    public void ManyEvents_IsWrittenAndReadAsEver() => CheckSection("section-many-events.bin", Samples.CreateManyEvents());

    [Fact]
    public void Drops_AreWrittenAndReadAsEver() => CheckSection("section-drops.bin", Samples.CreateDrops());

    [Fact]
    public void NewerColumns_AreSkipped()
    {
        byte[] newer = SectionBytes.WithColumn(Samples.CreateAllFields().ToArray(), id: 12, encoding: 0xff, exponent: 99, 1, 2, 3);
        newer = SectionBytes.WithColumn(newer, id: 200, encoding: 7, exponent: 0);
        byte[] golden = Read("section-newer-columns.bin", newer);
        Assert.Equal(golden, newer);
        CheckDecoded(golden, Samples.CreateAllFields().ToArray());
    }

    [Fact]
    public void Batch_IsWrittenAndReadAsEver()
    {
        byte[] written = Samples.CreateBatch().ToArray();
        byte[] golden = Read("batch.bin", written);
        Assert.Equal(golden, written);
        Assert.True(BatchReader.TryRead(golden, out Batch? batch, out WireError error), error.ToString());
        Assert.Equal(Samples.CreateBatch().Identity, batch.Identity);
        Assert.Equal(Samples.CreateManyEvents().ToArray(), batch.Entries[1].Section.ToArray());
    }

    private static void CheckSection(string name, SectionWriter writer)
    {
        byte[] written = writer.ToArray();
        byte[] golden = Read(name, written);
        Assert.Equal(golden, written);
        CheckDecoded(golden, golden);
    }

    /// <summary>What is read from the golden bytes and written again must be the expected bytes.</summary>
    private static void CheckDecoded(byte[] golden, byte[] expected)
    {
        Assert.True(SectionValidator.TryValidate(golden, out _, out WireError error), error.ToString());
        SectionReader reader = new(golden);
        SectionWriter again = new(System.Text.Encoding.UTF8.GetString(reader.Endpoint));
        foreach (EventRecord record in SectionDecoder.Decode(golden))
            again.Add(record);
        foreach (TallyEntry tally in reader.Tallies)
            again.AddTally(System.Text.Encoding.UTF8.GetString(reader.GetUtf8(tally.SegmentIndex)), tally.Outcome, tally.UnixSecond, tally.Count);
        foreach (DropEntry drop in reader.Drops)
            again.AddDrop(
                System.Text.Encoding.UTF8.GetString(reader.GetUtf8(drop.SegmentIndex)), drop.Counts.Cause, drop.UnixSecond, drop.Counts.Events, drop.Counts.Calls);
        Assert.Equal(expected, again.ToArray());
    }

    private static byte[] Read(string name, byte[] written)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", name);
        string? folder = Environment.GetEnvironmentVariable("PIPELINE_GOLDEN_WRITE");
        if (folder is not null && !File.Exists(path))
        {
            File.WriteAllBytes(Path.Combine(folder, name), written);
            return written;
        }

        return File.ReadAllBytes(path);
    }
}
