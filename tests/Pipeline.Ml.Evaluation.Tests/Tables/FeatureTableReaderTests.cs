using System.Globalization;
using System.Text;
using Pipeline.Ml.Evaluation.Tables;

namespace Pipeline.Ml.Evaluation.Tests.Tables;

public sealed class FeatureTableReaderTests
{
    [Fact]
    public void Read_HeaderAndLabel_NamesColumnsAndKeepsLines()
    {
        FeatureTable table = Read("cpu,db,label\n1,2,0\n\n3,4.5,1\n-1e3, 7 ,0\n");
        Assert.Equal(["cpu", "db"], table.Columns.Select(static column => column.Name));
        Assert.Equal([1f, 2f, 3f, 4.5f, -1000f, 7f], table.Features.Values.ToArray());
        Assert.Equal([2, 4, 5], table.Lines);
        Assert.Equal([false, true, false], table.Labels!);
        Assert.Equal("label", table.LabelColumn);
    }

    [Fact]
    public void Read_NoHeader_NumbersColumns()
    {
        FeatureTable table = Read("1,2\n3,4");
        Assert.Equal(["f0", "f1"], table.Columns.Select(static column => column.Name));
        Assert.Equal([1f, 2f, 3f, 4f], table.Features.Values.ToArray());
        Assert.Equal([1, 2], table.Lines);
        Assert.Null(table.Labels);
    }

    [Fact]
    public void Read_BlankLineFirst_CountsAsALine() => Assert.Equal([2, 4], Read("\n1,2\n\n3,4\n").Lines);

    [Theory]
    [InlineData(TableHeader.Present, 1)]
    [InlineData(TableHeader.Absent, 2)]
    public void Read_HeaderSaid_IsNotGuessed(TableHeader header, int rowCount)
    {
        FeatureTable table = Read("2020,2021\n1,2\n", new FeatureTableOptions { Header = header });
        Assert.Equal(rowCount, table.Features.RowCount);
        Assert.Equal(header == TableHeader.Present ? "2021" : "f1", table.Columns[1].Name);
    }

    [Fact]
    public void Read_Quotes_AreThoseOfRfc4180()
    {
        FeatureTable table = Read("\"a,\"\"b\"\"\",\"two\r\nlines\",c\r\n\"1\",\"2.5\",3\r\n4,5,6\r\n");
        Assert.Equal(["a,\"b\"", "two\r\nlines", "c"], table.Columns.Select(static column => column.Name));
        Assert.Equal([1f, 2.5f, 3f, 4f, 5f, 6f], table.Features.Values.ToArray());
        Assert.Equal([3, 4], table.Lines);
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public void Read_OtherSeparator_IsFound(string separator)
    {
        FeatureTable table = Read($"a{separator}b\n1{separator}2\n");
        Assert.Equal([1f, 2f], table.Features.Row(0).ToArray());
    }

    [Fact]
    public void Read_SeparatorsWithinQuotes_AreNotCounted()
    {
        FeatureTable table = Read("\"a;b;c;d\",e\n1,2\n");
        Assert.Equal(["a;b;c;d", "e"], table.Columns.Select(static column => column.Name));
    }

    [Fact]
    public void Read_ByteOrderMark_IsNoPartOfAName()
    {
        using MemoryStream content = new([0xef, 0xbb, 0xbf, .. "a,b\n1,2\n"u8]);
        Assert.Equal("a", FeatureTableReader.Read(content, new FeatureTableOptions()).Columns[0].Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("nan")]
    [InlineData("NA")]
    [InlineData("N/A")]
    [InlineData("null")]
    [InlineData("  ")]
    public void Read_Missing_IsNaN(string field)
    {
        FeatureTable table = Read($"a,b\n1,{field}\n");
        Assert.True(float.IsNaN(table.Features.Row(0)[1]));
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("1.0", true)]
    [InlineData("Anomaly", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("normal", false)]
    [InlineData("no", false)]
    public void Read_LabelByName_IsTakenFromAnyColumn(string text, bool expected)
    {
        FeatureTable table = Read($"truth,a\n{text},5\n", new FeatureTableOptions { Label = "truth" });
        Assert.Equal([expected], table.Labels!);
        Assert.Equal("a", Assert.Single(table.Columns).Name);
    }

    [Fact]
    public void Read_LabelColumnAnywhere_IsNoFeature()
    {
        FeatureTable table = Read("Label,a\n1,5\n");
        Assert.Equal([true], table.Labels!);
        Assert.Equal("a", Assert.Single(table.Columns).Name);
    }

    [Fact]
    public void Read_ControlCharacters_DoNotReachTheTerminal()
    {
        TableFormatException exception = Assert.Throws<TableFormatException>(() => Read("a\nx\u001b[2J\n"));
        Assert.Contains("'x?[2J'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Ignored_LeavesTextAndLabelsOut()
    {
        FeatureTable table = Read("city,a,label\nParis,5,maybe\n", new FeatureTableOptions { Ignored = ["city", "label"] });
        Assert.Null(table.Labels);
        Assert.Equal("a", Assert.Single(table.Columns).Name);
    }

    [Fact]
    public void Read_NamesGivenTwiceOrNotAtAll_BecomeDistinct()
    {
        FeatureTable table = Read("a,a,,a.1\n1,2,3,4\n");
        Assert.Equal(4, table.Columns.Select(static column => column.Name).Distinct().Count());
        Assert.Equal("a", table.Columns[0].Name);
        Assert.Equal("f2", table.Columns[2].Name);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("\n\n", "the file is empty")]
    [InlineData("a,b\n", "a header and no rows")]
    [InlineData("a,b\n1,2\n3\n", "line 3: 1 fields, where the first line has 2")]
    [InlineData("a,b\n1,2\n\n3,4,5\n", "line 4: 3 fields, where the first line has 2")]
    [InlineData("a,b\n1,2\n3,x y\n", "line 3: no number in column 'b' ('x y')")]
    [InlineData("a,b\n1,\"1,5\"\n", "line 2: no number in column 'b' ('1,5')")]
    [InlineData("a,b\n1,inf\n", "line 2: no number in column 'b' ('inf')")]
    [InlineData("a,b\n1,2\n1,1e60\n", "line 3, column 'b': the value is beyond")]
    [InlineData("a,label\n1,0\n1,7\n", "line 3, label column 'label': '7' is neither 1")]
    [InlineData("a,label\n1,\n", "line 2, label column 'label': '' is neither 1")]
    [InlineData("label\n1\n", "no column of numbers is left")]
    public void Read_NoTable_SaysWhatAndWhere(string text, string message)
    {
        TableFormatException exception = Assert.Throws<TableFormatException>(() => Read(text));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextColumns_NamesAllOfTheLine()
    {
        TableFormatException exception = Assert.Throws<TableFormatException>(() => Read("day,a,city\nMonday,1,Rome\n"));
        Assert.Equal(["day", "city"], exception.TextColumns);
    }

    [Theory]
    [InlineData("x", null, "no column 'x' with the labels")]
    [InlineData(null, "y", "no column 'y' to leave out")]
    public void Read_ColumnThatIsNotThere_ListsThoseThatAre(string? label, string? ignored, string message)
    {
        FeatureTableOptions options = new() { Label = label, Ignored = ignored is null ? [] : [ignored] };
        TableFormatException exception = Assert.Throws<TableFormatException>(() => Read("a,b\n1,2\n", options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("the file has a, b.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_QuoteNeverClosed_IsRefused()
    {
        string text = "a,b\n1,2\n\"3,4\n" + string.Concat(Enumerable.Repeat("5,6\n", 100));
        Assert.Throws<TableFormatException>(() => Read(text));
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(5, false)]
    public void Read_CellLimit_IsABound(int limit, bool isTaken)
    {
        const string text = "a,b\n1,2\n3,4\n5,6\n";
        FeatureTableOptions options = new() { CellLimit = limit };
        if (isTaken)
            Assert.Equal(3, Read(text, options).Features.RowCount);
        else
            Assert.Contains("more than 2 rows of 2 columns: at most 5 numbers", Assert.Throws<TableFormatException>(() => Read(text, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreFieldsThanAnyDetectorTakes_IsRefused()
    {
        TableFormatException exception = Assert.Throws<TableFormatException>(() => Read(new string(',', FeatureTableOptions.FieldsMax) + "\n"));
        Assert.Contains("line 1: 65,537 fields; at most 65,536", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyRows_KeepsEveryOneInOrder()
    {
        const int count = 5_000;
        StringBuilder text = new("a,b\n");
        for (int row = 0; row < count; row++)
            text.Append(CultureInfo.InvariantCulture, $"{row},{-row}\n");
        FeatureTable table = Read(text.ToString());
        Assert.Equal(count, table.Features.RowCount);
        for (int row = 0; row < count; row++)
            Assert.Equal([row, -row], table.Features.Row(row).ToArray());
    }

    [Fact]
    public void Read_UnixTimes_StayApart()
    {
        const long start = 1_700_000_000;
        StringBuilder text = new("time,b\n");
        for (int row = 0; row < 1_000; row++)
            text.Append(CultureInfo.InvariantCulture, $"{start + row},{row}\n");
        FeatureTable table = Read(text.ToString());
        float[] times = [.. Enumerable.Range(0, 1_000).Select(row => table.Features.Row(row)[0])];
        Assert.Equal(1_000, times.Distinct().Count());
        Assert.Equal(start, table.Columns[0].Restore(times[0]));
        Assert.Equal("1700000999", table.Columns[0].Format(times[999]));
        Assert.Equal(0, table.Columns[1].Offset);
    }

    [Fact]
    public void Read_ValuesThatSinglePrecisionTellsApart_AreLeftAsTheyAre()
    {
        FeatureTable table = Read("a\n0.1\n0.2\n1700000000.5\n");
        Assert.Equal(0, table.Columns[0].Offset);
        Assert.Equal("0.1", table.Columns[0].Format(table.Features.Row(0)[0]));
    }

    private static FeatureTable Read(string text, FeatureTableOptions? options = null)
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes(text));
        return FeatureTableReader.Read(content, options ?? new FeatureTableOptions());
    }
}
