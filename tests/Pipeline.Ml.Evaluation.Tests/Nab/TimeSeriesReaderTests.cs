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
        TimeSeries series = Assert.Single(TimeSeriesReader.Read(Write("a/one.csv", Good)));

        Assert.Equal("a/one.csv", series.Name);
        Assert.Equal([0.132, double.NaN, 1000.0], series.Values);
        Assert.Equal(new DateTime(2014, 2, 14, 14, 35, 0), series.Timestamps[1]);
    }

    [Fact]
    public void Read_Gzip_IsNamedAsThePlainFile()
    {
        TimeSeries series = Assert.Single(TimeSeriesReader.Read(WriteGzip("a/one.csv.gz", Good)));

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
    [InlineData("value\n1\n", 1)]
    [InlineData("2014-02-14 14:30:00,1\n", 1)]
    [InlineData("1392388200,1\n", 1)]
    [InlineData("time,\"a\n", 1)]
    [InlineData("time,a,b\n1392388200,1\n", 2)]
    [InlineData("time,a,b\n1392388200,x,y\n", 1)]
    [InlineData("time,a,b\n1392388200,1,2\n1392388201,1,two\n", 3)]
    [InlineData("time,a\n-5,1\n", 2)]
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

    [Theory]
    [InlineData("2014-02-14 14:30:00")]
    [InlineData("2014-02-14T14:30:00")]
    [InlineData("2014-02-14T14:30:00Z")]
    [InlineData("2014-02-14T16:30:00+02:00")]
    [InlineData("1392388200")]
    [InlineData("1392388200.0")]
    [InlineData("1392388200000")]
    [InlineData("\"2014-02-14 14:30:00\"")]
    public void Read_AnyHeaderAndTime_IsRead(string time)
    {
        TimeSeries series = Assert.Single(Text($"\uFEFFWhen,\"CPU, %\"\r\n{time},7\r\n"));

        Assert.Equal("x.csv", series.Name);
        Assert.Equal(new DateTime(2014, 2, 14, 14, 30, 0), series.Timestamps[0]);
        Assert.Equal(7.0, series.Values[0]);
    }

    [Fact]
    public void Read_SeveralColumns_AreASeriesEachAndWordsAreNone()
    {
        IReadOnlyList<TimeSeries> series = Text("time,cpu,host,\"disk, free\"\n1392388200,1,red,\n1392388260,2,blue,5\n");

        Assert.Equal(["x.csv:cpu", "x.csv:disk, free"], series.Select(s => s.Name));
        Assert.Equal([1.0, 2.0], series[0].Values);
        Assert.Equal([double.NaN, 5.0], series[1].Values);
        Assert.Equal(TimeSpan.FromMinutes(1), series[1].Timestamps[1] - series[1].Timestamps[0]);
    }

    [Fact]
    public void ReadAll_FileInTheCurrentFolder_IsNamedByItself()
    {
        string name = $"{Guid.NewGuid():N}.csv";
        File.WriteAllText(name, Good);
        try
        {
            Assert.Equal(name, Assert.Single(TimeSeriesReader.ReadAll(name)).Name);
        }
        finally
        {
            File.Delete(name);
        }
    }

    [Fact]
    public void Read_NotReallyGzip_NamesTheFile()
    {
        string path = Write("a/plain.csv.gz", Good);

        var e = Assert.Throws<InvalidDataException>(() => TimeSeriesReader.Read(path));

        Assert.StartsWith(path, e.Message, StringComparison.Ordinal);
    }

    private static IReadOnlyList<TimeSeries> Text(string text) => TimeSeriesReader.Read(new StringReader(text), "x.csv", "x.csv");

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
