using System.Globalization;
using Pipeline.Ml.Data;

namespace Pipeline.Ml.Evaluation.Tables;

/// <summary>Collects rows in double precision and makes a table of them.</summary>
/// <remarks>Double precision first, because only a whole column tells what may be taken from it (<see cref="ColumnCentring"/>).</remarks>
internal sealed class TableBuilder(TableLayout layout, int cellLimit)
{
    private const int BlockRows = 1_024;

    /// <summary>A field's text as far as a message shows it.</summary>
    private const int ShownLengthMax = 40;

    private readonly int _rowsMax = cellLimit / layout.FeatureFields.Length;
    private readonly int[] _columnOfField = Columns(layout);
    private readonly List<double[]> _blocks = [];
    private readonly List<int> _lines = [];
    private readonly List<bool> _labels = [];
    private readonly List<(string Column, string Text)> _refused = [];

    /// <summary>Takes one field of the row that is being read.</summary>
    /// <exception cref="TableFormatException">The row is one too many, or the label is none.</exception>
    public void Add(int field, ReadOnlySpan<char> text, int line)
    {
        if (field == layout.LabelField)
        {
            if (!FieldParser.TryParseLabel(text, out bool isAnomaly))
                throw NoLabel(text, line);
            _labels.Add(isAnomaly);
            return;
        }

        int column = _columnOfField[field];
        if (column < 0)
            return;
        if (!FieldParser.TryParseNumber(text, out double value))
            _refused.Add((layout.Names[field], Shown(text)));
        CurrentBlock()[(_lines.Count % BlockRows * layout.FeatureFields.Length) + column] = value;
    }

    /// <summary>Takes a whole row.</summary>
    public void Add(string[] fields, int line)
    {
        for (int field = 0; field < fields.Length; field++)
            Add(field, fields[field], line);
        EndRow(line);
    }

    /// <summary>The row is complete.</summary>
    /// <exception cref="TableFormatException">It has something other than numbers.</exception>
    public void EndRow(int line)
    {
        if (_refused.Count > 0)
            throw NoNumbers(line);
        _lines.Add(line);
    }

    /// <summary>The table of all rows.</summary>
    /// <exception cref="TableFormatException">There are none, or a value is beyond single precision.</exception>
    public FeatureTable Build()
    {
        int rowCount = _lines.Count;
        if (rowCount == 0)
            throw new TableFormatException("the file has a header and no rows.");
        int columnCount = layout.FeatureFields.Length;
        float[] values = new float[rowCount * columnCount];
        double[] present = new double[rowCount];
        FeatureColumn[] columns = new FeatureColumn[columnCount];
        for (int column = 0; column < columnCount; column++)
        {
            int presentCount = 0;
            for (int row = 0; row < rowCount; row++)
            {
                double value = Value(row, column);
                if (!double.IsNaN(value))
                    present[presentCount++] = value;
            }

            double offset = ColumnCentring.FindOffset(present.AsSpan(0, presentCount));
            columns[column] = new FeatureColumn(layout.Names[layout.FeatureFields[column]], offset);
            for (int row = 0; row < rowCount; row++)
                values[(row * columnCount) + column] = ToSingle(Value(row, column) - offset, row, columns[column].Name);
        }

        return new FeatureTable(
            new FeatureMatrix(values, columnCount), columns, [.. _lines],
            layout.LabelField >= 0 ? [.. _labels] : null, layout.LabelField >= 0 ? layout.Names[layout.LabelField] : null);
    }

    private static int[] Columns(TableLayout layout)
    {
        int[] columns = new int[layout.Names.Length];
        Array.Fill(columns, -1);
        for (int column = 0; column < layout.FeatureFields.Length; column++)
            columns[layout.FeatureFields[column]] = column;
        return columns;
    }

    private double[] CurrentBlock()
    {
        int rows = _lines.Count;
        if (rows / BlockRows == _blocks.Count)
        {
            if (rows >= _rowsMax)
                throw TooLarge();
            _blocks.Add(new double[Math.Min(BlockRows, _rowsMax - rows) * layout.FeatureFields.Length]);
        }
        else if (rows >= _rowsMax)
        {
            throw TooLarge();
        }

        return _blocks[^1];
    }

    private double Value(int row, int column) => _blocks[row / BlockRows][(row % BlockRows * layout.FeatureFields.Length) + column];

    private float ToSingle(double value, int row, string column)
    {
        float single = (float)value;
        return !float.IsInfinity(single)
            ? single
            : throw new TableFormatException($"line {_lines[row]}, column '{column}': the value is beyond {float.MaxValue:0e0}, single precision's range.");
    }

    private TableFormatException TooLarge() => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the file has more than {_rowsMax:N0} rows of {layout.FeatureFields.Length:N0} columns: at most {cellLimit:N0} numbers are read. Take a part of its rows, or leave columns out."));

    private TableFormatException NoLabel(ReadOnlySpan<char> text, int line) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"line {line}, label column '{layout.Names[layout.LabelField]}': '{Shown(text)}' is neither 1 (true, yes, anomaly, outlier) nor 0 (false, no, normal, inlier)."))
    {
        TextColumns = [layout.Names[layout.LabelField]],
    };

    private TableFormatException NoNumbers(int line)
    {
        string list = string.Join(", ", _refused.Select(static field => $"column '{field.Column}' ('{field.Text}')"));
        string[] columns = [.. _refused.Select(static field => field.Column)];
        return new TableFormatException(string.Create(CultureInfo.InvariantCulture, $"line {line}: no number in {list}.")) { TextColumns = columns };
    }

    // A terminal must not obey what a file holds.
    private static string Shown(ReadOnlySpan<char> text)
    {
        string start = text.Length <= ShownLengthMax ? text.ToString() : $"{text[..ShownLengthMax]}...";
        return string.Concat(start.Select(static character => char.IsControl(character) ? '?' : character));
    }
}
