using System.IO.Compression;
using Pipeline.Cli.Input;

namespace Pipeline.Cli.Tests.Input;

public sealed class InputFileTests : IDisposable
{
    private static readonly byte[] Content = "one\ntwo\nthree\n"u8.ToArray();

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("pipeline-input-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Open_PlainAndCompressed_AreOneContent()
    {
        using InputFile plain = InputFile.Open(Write("plain", Content), CancellationToken.None);
        using InputFile compressed = InputFile.Open(Write("named.like.anything", Compress(Content)), CancellationToken.None);

        Assert.Equal(plain.ContentHash.ToArray(), compressed.ContentHash.ToArray());
        Assert.Equal(Content.Length, compressed.ContentBytes);
        Assert.Equal(Content, ReadAll(compressed));
        Assert.False(compressed.HasChanged());
    }

    [Fact]
    public void Open_SeveralCompressedMembers_AreReadOnAsOne()
    {
        using InputFile file = InputFile.Open(Write("a", [.. Compress(Content), .. Compress(Content)]), CancellationToken.None);
        Assert.Equal([.. Content, .. Content], ReadAll(file));
    }

    [Fact]
    public void Open_TornCompressedFile_Throws()
    {
        byte[] compressed = Compress(new byte[100_000]);
        string path = Write("a", compressed[..(compressed.Length / 2)]);
        Assert.Throws<InvalidDataException>(() => InputFile.Open(path, CancellationToken.None));
    }

    [Fact]
    public void Open_Empty_HasNoContent()
    {
        using InputFile file = InputFile.Open(Write("a", []), CancellationToken.None);
        Assert.Equal(0, file.ContentBytes);
    }

    [Fact]
    public void OpenContent_GrownSince_EndsWhereItEndedAtFirst()
    {
        string path = Write("a", Content);
        using InputFile file = InputFile.Open(path, CancellationToken.None);
        File.AppendAllText(path, "four\n");

        Assert.Equal(Content, ReadAll(file));
        Assert.False(file.HasChanged());
    }

    [Theory]
    [InlineData("ONE\ntwo\nthree\n")]
    [InlineData("one\n")]
    public void OpenContent_OverwrittenSince_IsNoticed(string newContent)
    {
        string path = Write("a", Content);
        using InputFile file = InputFile.Open(path, CancellationToken.None);
        File.WriteAllText(path, newContent);

        ReadAll(file);
        Assert.True(file.HasChanged());
    }

    [Fact]
    public void Spool_Stream_KeepsItUntilDisposed()
    {
        using InputFile file = InputFile.Spool(new MemoryStream(Compress(Content)), CancellationToken.None);
        Assert.Equal(Content, ReadAll(file));
    }

    private static byte[] ReadAll(InputFile file)
    {
        using Stream content = file.OpenContent();
        using MemoryStream copy = new();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Compress(byte[] content)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Fastest))
            gzip.Write(content);
        return stream.ToArray();
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
