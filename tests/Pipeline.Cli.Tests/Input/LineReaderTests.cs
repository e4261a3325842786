using System.Text;
using Pipeline.Cli.Input;

namespace Pipeline.Cli.Tests.Input;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a", "a")]
    [InlineData("a\n", "a")]
    [InlineData("a\nb", "a", "b")]
    [InlineData("a\r\nb\r\n", "a", "b")]
    [InlineData("\n\na", "", "", "a")]
    [InlineData("\uFEFFa\nb", "a", "b")]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("\uFEFF", "")]
    public void Read_Text_GivesItsLines(string text, params string[] expected) => Assert.Equal(expected, ReadAll(text, new Random(1)));

    [Fact]
    public void Read_RandomTextInRandomPieces_GivesItsLines()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 50; round++)
        {
            string[] lines = new string[random.Next(1, 40)];
            for (int index = 0; index < lines.Length; index++)
                lines[index] = new string('x', random.Next(random.Next(2) == 0 ? 10 : 100_000));
            string text = string.Concat(lines.Select(line => line + (random.Next(2) == 0 ? "\n" : "\r\n")));
            Assert.True(lines.SequenceEqual(ReadAll(text, random)), $"seed {seed}, round {round}");
        }
    }

    [Theory]
    [InlineData(LineReader.LineBytesMax, false)]
    [InlineData(LineReader.LineBytesMax + 1, true)]
    [InlineData(LineReader.LineBytesMax * 3, true)]
    public void Read_LongLine_IsPassedOverAndItsNeighboursAreNot(int lengthWithEnd, bool isTooLong)
    {
        byte[] content = Encoding.ASCII.GetBytes($"first\n{new string('x', lengthWithEnd - 1)}\nlast");
        using LineReader reader = new(new ChoppedStream(content, new Random(7)));

        Assert.True(reader.Read());
        Assert.True(reader.Read());
        Assert.Equal(isTooLong, reader.IsTooLong);
        Assert.Equal(isTooLong ? 0 : lengthWithEnd - 1, reader.Line.Length);
        Assert.True(reader.Read());
        Assert.False(reader.IsTooLong);
        Assert.Equal("last", Encoding.ASCII.GetString(reader.Line));
        Assert.Equal(3, reader.Number);
        Assert.Equal(content.Length, reader.BytesRead);
        Assert.False(reader.Read());
    }

    [Fact]
    public void Read_LongLineWithoutEnd_IsTooLong()
    {
        using LineReader reader = new(new MemoryStream(new byte[LineReader.LineBytesMax + 5]));

        Assert.True(reader.Read());
        Assert.True(reader.IsTooLong);
        Assert.False(reader.Read());
    }

    private static List<string> ReadAll(string text, Random random)
    {
        using LineReader reader = new(new ChoppedStream(Encoding.UTF8.GetBytes(text), random));
        List<string> lines = [];
        while (reader.Read())
            lines.Add(Encoding.UTF8.GetString(reader.Line));
        Assert.Equal(lines.Count, reader.Number);
        Assert.Equal(Encoding.UTF8.GetByteCount(text), reader.BytesRead);
        return lines;
    }

    /// <summary>Gives as few bytes at a time as it likes.</summary>
    private sealed class ChoppedStream(byte[] content, Random random) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..random.Next(1, Math.Min(buffer.Length, 70_000) + 1)]);
    }
}
