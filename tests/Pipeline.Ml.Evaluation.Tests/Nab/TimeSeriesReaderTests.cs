using System.IO.Compression;
using System.Text;
using Pipeline.Ml.Evaluation.Nab;

namespace Pipeline.Ml.Evaluation.Tests.Nab;

public sealed class TimeSeriesReaderTests : IDisposable
{
    private const string Good = "timestamp,value\n2014-02-14 14:30:00,0.132\n2014-02-14 14:35:00,\n2014-02-14 14:40:00,1e3\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("pipeline-series-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_PlainFile_HasTimesAndValues()
    {
        TimeSeries series = TimeSeriesReader.Read(Write("a/one.csv", Good));

        Assert.Equal("a/one.csv", series.Name);
        Assert.Equal([0.132, double.NaN, 1000.0], series.Values);
        Assert.Equal(new DateTime(2014, 2, 14, 14, 35, 0), series.Timestamps[1]);
    }

    [Fact]
    public void Read_Gzip_IsNamedAsThePlainFile()
    {
        TimeSeries series = TimeSeriesReader.Read(WriteGzip("a/one.csv.gz", Good));

        Assert.Equal("a/one.csv", series.Name);
        Assert.Equal(3, series.RowCount);
    }

    [Fact]
    public void ReadAll_Folder_GivesFilesInOrderOfNames()
    {
        Write("b/two.csv", Good);
        WriteGzip("a/one.csv.gz", Good);
        Write("a/README.txt", "not a series");

        Assert.Equal(["a/one.csv", "b/two.csv"], TimeSeriesReader.ReadAll(_folder).Select(s => s.Name));
    }

    [Fact]
    public void ReadAll_EmptyFolder_Complains() => Assert.Throws<InvalidDataException>(() => TimeSeriesReader.ReadAll(_folder));

    [Fact]
    public void ReadAll_NoSuchPath_Complains() =>
        Assert.Throws<FileNotFoundException>(() => TimeSeriesReader.ReadAll(Path.Combine(_folder, "nothing")));

    [Theory]
    [InlineData("", 1)]
    [InlineData("time,value\n", 1)]
    [InlineData("timestamp,value\n", 1)]
    [InlineData("timestamp,value\n2014-02-14 14:30:00,1\n2014-02-14 14:35:00\n", 3)]
    [InlineData("timestamp,value\n2014-02-14 14:30:00,1,2\n", 2)]
    [InlineData("timestamp,value\nyesterday,1\n", 2)]
    [InlineData("timestamp,value\n2014-02-14 14:30:00,many\n", 2)]
    [InlineData("timestamp,value\n2014-02-14 14:30:00,1e999\n", 2)]
    [InlineData("timestamp,value\n2014-02-14 14:30:00,1\n\n2014-02-14 14:25:00,1\n", 4)]
    public void Read_BrokenFile_NamesFileAndLine(string text, int line)
    {
        string path = Write("a/broken.csv", text);

        var e = Assert.Throws<InvalidDataException>(() => TimeSeriesReader.Read(path));

        Assert.StartsWith($"{path}:{line}: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NotReallyGzip_NamesTheFile()
    {
        string path = Write("a/plain.csv.gz", Good);

        var e = Assert.Throws<InvalidDataException>(() => TimeSeriesReader.Read(path));

        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private string WriteGzip(string name, string text)
    {
        string path = Write(name, "");
        using var gzip = new GZipStream(File.Create(path), CompressionMode.Compress);
        gzip.Write(Encoding.UTF8.GetBytes(text));
        return path;
    }
}
