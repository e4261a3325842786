using Pipeline.Core.Features;

namespace Pipeline.Detection.Training;

/// <summary>The rows that the next forest of a segment will learn from: at most 256, spread evenly over up to a day or a little more.</summary>
/// <remarks>
/// Every row is kept at first. When the table is full every second row goes, and from then on only every second one that comes is kept, and
/// so on until the rows span a day; after that the oldest makes room. Columns appear as features do; of operations the 16 that are called
/// the most have one for their calls and one for their times, side by side. Bound: 256 rows of 47 columns, 24 KB.
/// </remarks>
internal sealed partial class RowTable
{
    public const int RowsMax = 256;

    /// <summary>Operations that have columns.</summary>
    public const int OperationsMax = 16;

    /// <summary>Operations that a training takes.</summary>
    public const int TrainedOperationsMax = 10;

    private const int ColumnsMax = (int)FeatureKind.OperationCalls + (2 * OperationsMax);
    private const long DayMs = 24L * 3_600_000;

    // A mean over about an hour of windows of a minute: who is called no more gives way within hours.
    private const float CallsMeanWindows = 64;

    private readonly List<Feature> _columns = [];
    private readonly Dictionary<Feature, int> _places = [];

    // By column: of an operation's calls the running mean of its calls in a window, else 0.
    private readonly List<float> _calls = [];
    private readonly List<short[]> _rows = [];
    private readonly int _strideMax;
    private int _operationCount;
    private int _stride = 1;
    private int _skipped;

    /// <param name="widthMs">Width of a window, ms.</param>
    public RowTable(long widthMs)
    {
        _strideMax = 1;
        while (_strideMax * RowsMax * widthMs < DayMs)
            _strideMax *= 2;
    }

    public int RowCount => _rows.Count;

    /// <summary>Of so many rows that come, one is kept.</summary>
    public int Stride => _stride;

    /// <summary>Takes the row of one more window.</summary>
    public void Add(ReadOnlySpan<ForestInput> inputs)
    {
        Admit(inputs);
        if (_rows.Count > 0 && ++_skipped < _stride)
            return;
        _skipped = 0;
        if (_rows.Count == RowsMax)
            MakeRoom();
        short[] row = new short[_columns.Count];
        Array.Fill(row, Sixteenths.Missing);
        foreach (ForestInput input in inputs)
        {
            if (_places.TryGetValue(input.Feature, out int column))
                row[column] = Sixteenths.Of(input.Deviation);
        }

        _rows.Add(row);
    }

    /// <summary>
    /// Copies what a forest can learn from: the columns that a quarter of the rows have and that are not all the same, of operations those
    /// of the <see cref="TrainedOperationsMax"/> that are called the most. Null if there is none.
    /// </summary>
    public TrainingRows? ToTrainingRows(ulong seed)
    {
        int[] chosen = ChooseColumns();
        if (chosen.Length == 0)
            return null;
        short[] values = new short[_rows.Count * chosen.Length];
        int next = 0;
        foreach (short[] row in _rows)
        {
            foreach (int column in chosen)
                values[next++] = ValueOf(row, column);
        }

        return new TrainingRows(Array.ConvertAll(chosen, column => _columns[column]), values, seed);
    }

    // Rows are as long as there were columns when they came.
    private static short ValueOf(short[] row, int column) => column < row.Length ? row[column] : Sixteenths.Missing;

    private void Admit(ReadOnlySpan<ForestInput> inputs)
    {
        for (int column = 0; column < _calls.Count; column++)
            _calls[column] -= _calls[column] / CallsMeanWindows;
        foreach (ForestInput input in inputs)
        {
            float calls = float.IsFinite(input.Calls) ? Math.Max(0, input.Calls) / CallsMeanWindows : 0;
            if (input.Feature.Kind == FeatureKind.OperationCalls)
                AdmitOperation(input.Feature, calls);
            else if (!input.Feature.IsOfOperation && _places.TryAdd(input.Feature, _columns.Count))
                AddColumn(input.Feature, 0);
        }
    }

    private void AdmitOperation(Feature feature, float calls)
    {
        if (_places.TryGetValue(feature, out int known))
        {
            _calls[known] += calls;
        }
        else if (_operationCount < OperationsMax)
        {
            _operationCount++;
            _places.Add(feature, _columns.Count);
            AddColumn(feature, calls);
            Feature time = feature with { Kind = FeatureKind.OperationTime };
            _places.Add(time, _columns.Count);
            AddColumn(time, 0);
        }
        else
        {
            ReplaceLeastCalled(feature, calls);
        }
    }

    private void AddColumn(Feature feature, float calls)
    {
        _columns.Add(feature);
        _calls.Add(calls);
    }

    private void ReplaceLeastCalled(Feature feature, float calls)
    {
        int least = -1;
        for (int column = 0; column < _columns.Count; column++)
        {
            if (_columns[column].Kind == FeatureKind.OperationCalls && (least < 0 || _calls[column] < _calls[least]))
                least = column;
        }

        if (_calls[least] >= calls)
            return;
        Replace(least, feature);
        Replace(least + 1, feature with { Kind = FeatureKind.OperationTime });
        _calls[least] = calls;
    }

    private void Replace(int column, Feature feature)
    {
        _places.Remove(_columns[column]);
        _places.Add(feature, column);
        _columns[column] = feature;
        foreach (short[] row in _rows)
        {
            if (column < row.Length)
                row[column] = Sixteenths.Missing;
        }
    }

    private void MakeRoom()
    {
        if (_stride >= _strideMax)
        {
            _rows.RemoveAt(0);
            return;
        }

        // The first stays and the last goes: what comes now is two old strides after the last but one.
        for (int row = 0; row < RowsMax / 2; row++)
            _rows[row] = _rows[2 * row];
        _rows.RemoveRange(RowsMax / 2, RowsMax / 2);
        _stride *= 2;
    }

    private int[] ChooseColumns()
    {
        List<int> chosen = [];
        List<int> operations = [];
        for (int column = 0; column < _columns.Count; column++)
        {
            if (_columns[column].Kind == FeatureKind.OperationCalls)
                operations.Add(column);
            else if (!_columns[column].IsOfOperation && IsTelling(column))
                chosen.Add(column);
        }

        chosen.Sort((left, right) => _columns[left].Kind.CompareTo(_columns[right].Kind));
        operations.RemoveAll(column => !IsTelling(column) && !IsTelling(column + 1));
        operations.Sort(CompareCalls);
        foreach (int calls in operations.Take(TrainedOperationsMax))
        {
            if (IsTelling(calls))
                chosen.Add(calls);
            if (IsTelling(calls + 1))
                chosen.Add(calls + 1);
        }

        return [.. chosen];
    }

    // The most called first; then by name, so that it does not matter which came first.
    private int CompareCalls(int left, int right)
    {
        int byCalls = _calls[right].CompareTo(_calls[left]);
        int byName = byCalls != 0 ? byCalls : string.CompareOrdinal(_columns[left].Operation, _columns[right].Operation);
        return byName != 0 ? byName : _columns[left].OperationKind.CompareTo(_columns[right].OperationKind);
    }

    private bool IsTelling(int column)
    {
        int present = 0;
        short first = Sixteenths.Missing;
        bool varies = false;
        foreach (short[] row in _rows)
        {
            short value = ValueOf(row, column);
            if (value == Sixteenths.Missing)
                continue;
            present++;
            varies |= first != Sixteenths.Missing && value != first;
            first = value;
        }

        return varies && present * 4 >= _rows.Count;
    }
}
