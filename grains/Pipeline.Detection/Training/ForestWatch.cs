namespace Pipeline.Detection.Training;

/// <summary>The forest of one segment: what it learns from, when it is due to be fitted anew, and the model that judges meanwhile.</summary>
/// <remarks>
/// A function of the windows and of the entries it is given; only whether a model is at hand already or is fitted when it is first needed
/// is not part of the state, since both are the same model. Not thread-safe.
/// <code>
/// double? surprise = watch.Judge(inputs);                     // null while there is no model
/// watch.Learn(window, inputs, isAnomalous);                   // once for each closed long window
/// if (watch.Due is { } task) ...                              // to be fitted off the turn, then Offer and an entry
/// watch.Install(entry);                                       // when the entry is applied
/// </code>
/// </remarks>
internal sealed partial class ForestWatch
{
    /// <summary>Rows after which the first training is due.</summary>
    public const int FirstTrainingRows = 128;

    /// <summary>Rows after which the second is: as soon as the first model's have doubled.</summary>
    public const int SecondTrainingRows = 2 * FirstTrainingRows;

    /// <summary>Windows from one of the later trainings to the next.</summary>
    public const int WindowsPerTraining = 360;

    /// <summary>Rows that must have come since the last for a later one: long incidents teach nothing.</summary>
    public const int RowsPerTrainingMin = 64;

    private readonly string _endpoint;
    private readonly string _segment;
    private RowTable _table;
    private long _learnt;

    // Trainings that were due, as far as it matters: 0, 1, or 2 for more.
    private int _trainings;
    private long _trainingWindow;
    private long _learntAtTraining;
    private Installed? _installed;

    // Not state: the same model comes out of the rows at any time.
    private ForestModel? _model;
    private ForestModel? _offered;

    /// <param name="endpoint">The stream, for the seeds.</param>
    /// <param name="segment">The segment, likewise.</param>
    /// <param name="widthMs">Width of the long windows, ms.</param>
    public ForestWatch(string endpoint, string segment, long widthMs)
    {
        _endpoint = endpoint;
        _segment = segment;
        _table = new RowTable(widthMs);
    }

    /// <summary>The training that is due; null if there is none, or its model has been installed.</summary>
    public TrainingTask? Due { get; private set; }

    public bool HasModel => _installed is not null;

    /// <summary>Windows learnt from.</summary>
    public long LearntWindows => _learnt;

    /// <summary>Number of the window after which the model that judges was due; null without one.</summary>
    public long? ModelWindow => _installed?.Window;

    /// <summary>
    /// Models of this process that came out other than the log says: another version of the program fitted the original. Not part of the
    /// state.
    /// </summary>
    public int HashMismatches { get; private set; }

    /// <summary>The model that judges; fitted on this thread if it is not at hand. Null before the first is installed.</summary>
    public ForestModel? Model
    {
        get
        {
            if (_model is null && _installed is not null)
            {
                _model = ForestFitter.Instance.Fit(_installed.Rows);
                if (_model.Hash != _installed.Hash)
                    HashMismatches++;
            }

            return _model;
        }
    }

    /// <summary>How unusual a window is as a whole: -ln of the share of usual windows that are so, nats; null while there is no model.</summary>
    public double? Judge(ReadOnlySpan<ForestInput> inputs) => Model?.Surprise(inputs);

    /// <summary>The features that make a window unusual, the most important first; empty while there is no model.</summary>
    public IReadOnlyList<ForestShare> Explain(ReadOnlySpan<ForestInput> inputs, int sharesMax = 5) => Model?.Explain(inputs, sharesMax) ?? [];

    /// <summary>Takes a closed window, after it was judged.</summary>
    /// <param name="window">Its number: start / width. Rises from call to call.</param>
    /// <param name="inputs">Its features.</param>
    /// <param name="isAnomalous">Whether it was part of an anomaly: then it is not learnt.</param>
    public void Learn(long window, ReadOnlySpan<ForestInput> inputs, bool isAnomalous)
    {
        if (isAnomalous)
            return;
        _table.Add(inputs);
        _learnt++;
        if (IsTrainingDue(window))
            BeginTraining(window);
    }

    /// <summary>Hands over the model that was fitted from <see cref="Due"/>, so that it need not be fitted again when it is installed.</summary>
    public void Offer(long window, ForestModel model)
    {
        if (Due?.Window == window)
            _offered = model;
    }

    /// <summary>Applies the entry that installs the model of the due training; one of another training is too late and is ignored.</summary>
    public void Install(InstalledModel entry)
    {
        if (Due is null || Due.Window != entry.Window)
            return;
        _installed = new Installed(Due.Window, entry.Hash, Due.Rows);
        _model = _offered?.Hash == entry.Hash ? _offered : null;
        _offered = null;
        Due = null;
    }

    private bool IsTrainingDue(long window) => _trainings switch
    {
        0 => _learnt >= FirstTrainingRows,
        1 => _learnt >= SecondTrainingRows,
        _ => window - _trainingWindow >= WindowsPerTraining && _learnt - _learntAtTraining >= RowsPerTrainingMin,
    };

    // One that still waits is given up for the newer: its rows are older. Without a telling column the next time may bring one.
    private void BeginTraining(long window)
    {
        _trainings = Math.Min(2, _trainings + 1);
        _trainingWindow = window;
        _learntAtTraining = _learnt;
        _offered = null;
        TrainingRows? rows = _table.ToTrainingRows(ForestSeed.Of(_endpoint, _segment, window));
        Due = rows is null ? null : new TrainingTask(_segment, window, rows);
    }

    private sealed record Installed(long Window, UInt128 Hash, TrainingRows Rows);
}
