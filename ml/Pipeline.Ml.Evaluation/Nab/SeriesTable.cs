using System.Globalization;

namespace Pipeline.Ml.Evaluation.Nab;

/// <summary>Gathers the lines of a comma-separated file whose first column is a time into one series for each further column.</summary>
/// <remarks>
/// Columns may be quoted, and quoted ones hold commas. A column of which no field is a number, such as a name, is no series; one that holds
/// both is a mistake.
/// </remarks>
internal sealed class SeriesTable
{
    private readonly string _path;
    private readonly string[] _columns;
    private readonly List<double>[] _values;
    private readonly (int Line, string Text)[] _firstWord;
    private readonly bool[] _hasNumber;
    private readonly List<DateTime> _timestamps = [];

    /// <summary>Takes the header, the first line.</summary>
    /// <exception cref="InvalidDataException">It has a single column, or it is a row of values.</exception>
    public SeriesTable(string path, string header)
    {
        _path = path;
        List<string> names = Split(header.TrimStart('\uFEFF'), line: 1);
        if (names.Count < 2)
            throw Complaint(1, $"a time series starts with a header such as timestamp,value, not with \"{header}\"");
        if (TimestampParser.TryParse(names[0], out _))
            throw Complaint(1, $"a time series starts with a header such as timestamp,value; \"{header}\" is a row of it already");

        _columns = [.. names.Skip(1).Select((name, i) => name.Length > 0 ? name : $"column {i + 2}")];
        _values = [.. _columns.Select(_ => new List<double>())];
        _firstWord = new (int, string)[_columns.Length];
        _hasNumber = new bool[_columns.Length];
    }

    /// <summary>Takes a line; empty ones are passed over.</summary>
    public void Add(string text, int line)
    {
        if (string.IsNullOrWhiteSpace(text))
            return;

        List<string> fields = Split(text, line);
        if (fields.Count != _columns.Length + 1)
            throw Complaint(line, $"\"{text}\" has {fields.Count} columns, the header {_columns.Length + 1}");
        if ((_timestamps.Count + 1L) * _columns.Length > TimeSeriesReader.MaxRowCount)
            throw Complaint(line, $"a file has at most {TimeSeriesReader.MaxRowCount} values");
        if (!TimestampParser.TryParse(fields[0], out DateTime timestamp))
            throw Complaint(line, $"\"{fields[0]}\" is not a timestamp such as 2014-02-14 14:30:00, 2014-02-14T14:30:00+01:00 or Unix seconds");
        if (_timestamps.Count > 0 && timestamp < _timestamps[^1])
            throw Complaint(line, $"{timestamp:yyyy-MM-dd HH:mm:ss} comes after {_timestamps[^1]:yyyy-MM-dd HH:mm:ss}: time goes back");

        _timestamps.Add(timestamp);
        for (int column = 0; column < _columns.Length; column++)
            _values[column].Add(Value(fields[column + 1], column, line));
    }

    /// <summary>The series: of two columns one that has the file's name, of more <c>name:column</c>.</summary>
    /// <exception cref="InvalidDataException">There are no rows, or no numbers, or a column has words among its numbers.</exception>
    public IReadOnlyList<TimeSeries> ToSeries(string name, int lastLine)
    {
        if (_timestamps.Count == 0)
            throw Complaint(lastLine, "the series has no rows");

        var series = new List<TimeSeries>();
        for (int column = 0; column < _columns.Length; column++)
        {
            if (_firstWord[column].Text is { } word && (_hasNumber[column] || _columns.Length == 1))
                throw Complaint(_firstWord[column].Line, $"\"{word}\" is not a finite number");
            if (_firstWord[column].Text is null && (_hasNumber[column] || _columns.Length == 1))
                series.Add(new TimeSeries(_columns.Length == 1 ? name : $"{name}:{_columns[column]}", _timestamps, _values[column]));
        }

        return series.Count > 0 ? series : throw Complaint(1, "no column but the first holds numbers");
    }

    private double Value(string field, int column, int line)
    {
        if (field.Length == 0 || field.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return double.NaN;
        if (double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            _hasNumber[column] = true;
            return value;
        }

        if (_firstWord[column].Text is null)
            _firstWord[column] = (line, field);

        return double.NaN;
    }

    private List<string> Split(string text, int line)
    {
        var fields = new List<string>();
        int start = 0;
        bool quoted = false;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && !quoted))
            {
                string field = text[start..i].Trim();
                bool whole = field.Length > 1 && field[0] == '"' && field[^1] == '"';
                fields.Add(whole ? field[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal).Trim() : field);
                start = i + 1;
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
        }

        return quoted ? throw Complaint(line, "a quotation mark is left open") : fields;
    }

    private InvalidDataException Complaint(int line, string what) => new($"{_path}:{line}: {what}.");
}
