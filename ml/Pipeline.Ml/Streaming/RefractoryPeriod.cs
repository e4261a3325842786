namespace Pipeline.Ml.Streaming;

/// <summary>Silences what follows an alarm: one incident, one alarm.</summary>
/// <remarks>
/// It needs no threshold: a score passes when it is above every one that passed in the period before it, and is 0 otherwise. Against
/// whatever threshold, an alarm is then followed by silence for the period, unless something yet more anomalous comes. Memory: 16 bytes a
/// row of the period at worst. Not thread-safe.
/// </remarks>
public sealed class RefractoryPeriod
{
    private readonly (long Row, double Score)[] _passed;
    private int _first;
    private int _count;
    private long _row;

    /// <param name="length">Rows of silence after a score that passed, at least 0; 0 lets everything pass.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public RefractoryPeriod(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        _passed = new (long, double)[length + 1];
    }

    public int Length { get; }

    /// <summary>Takes the next row's score, at least 0, and gives it back or 0.</summary>
    /// <exception cref="ArgumentException">The score is negative or NaN.</exception>
    public double Filter(double score)
    {
        if (!(score >= 0))
            throw new ArgumentException($"A score of {score} is not at least 0.", nameof(score));

        _row++;
        while (_count > 0 && _passed[_first].Row < _row - Length)
        {
            _first = (_first + 1) % _passed.Length;
            _count--;
        }

        // What passed within the period rises, so its last is its largest.
        if (_count > 0 && score <= _passed[(_first + _count - 1) % _passed.Length].Score)
            return 0.0;

        _passed[(_first + _count) % _passed.Length] = (_row, score);
        _count++;
        return score;
    }
}
