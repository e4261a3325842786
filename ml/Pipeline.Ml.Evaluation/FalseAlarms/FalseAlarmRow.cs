namespace Pipeline.Ml.Evaluation.FalseAlarms;

/// <summary>Promised against observed false episodes, for one kind of scores.</summary>
/// <param name="Correlation">Of neighbouring normal numbers; 0 is independent.</param>
/// <param name="CalibrationLength">Scores calibrated on.</param>
/// <param name="Shape">Name of the distribution.</param>
/// <param name="PromisedRate">Episodes per observation.</param>
/// <param name="ObservedRate">Episodes per observation held out, mean over the calibrations, with its 95 % interval.</param>
/// <param name="TwiceShare">Share of calibrations after which twice the promise or more was observed, by chance or by a threshold too low.</param>
/// <param name="PeaksMean">Peaks in a calibration, mean.</param>
/// <param name="RunLengthMean">Run length of a calibration, mean.</param>
public sealed record FalseAlarmRow(
    double Correlation,
    int CalibrationLength,
    string Shape,
    double PromisedRate,
    CountInterval ObservedRate,
    double TwiceShare,
    double PeaksMean,
    double RunLengthMean)
{
    /// <summary>Whether the promise is not refuted: the interval of the observed rate begins at or below it.</summary>
    public bool Holds => ObservedRate.Lower <= PromisedRate;
}
