using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Cli.Input;
using Pipeline.Ml.Evaluation.Nab;

namespace Pipeline.Cli.Detect;

/// <summary>Which of the options do not go together.</summary>
internal sealed partial class DetectArguments
{
    private Option[] OfForests => [_trees, _samples, _scoring, _rangeWeighted];

    private Option[] OfTablesOnly =>
    [
        _scoring, _rangeWeighted, _tailShare, _threads, _contamination, _label, _ignore, _ignoreText, _header, _causes, _svg, _scores,
    ];

    /// <summary>Refuses what cannot be meant, and what would be without effect.</summary>
    public void Validate(CommandResult result)
    {
        bool isStream = result.GetValue(_stream);
        if (isStream && OfTablesOnly.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } ofTable)
            result.AddError($"{ofTable.Name} is for tables, not for --stream.");

        // The text, for the value of a detector that does not exist is an exception.
        string chosen = result.GetResult(_detector)?.Tokens is [var token] ? token.Value : "joined";
        if (chosen == "tail" && OfForests.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } ofForest)
            result.AddError($"{ofForest.Name} is for the forest, which --detector tail does without.");
        if (chosen is "tail" or "forest" && result.GetValue(_tailShare) is not null)
            result.AddError("--tail-share is for --detector joined.");
        if (result.GetValue(_ignoreText) && result.GetValue(_file) == InputFile.StandardInput)
            result.AddError("--ignore-text reads the file again, which standard input does not allow.");
        if (isStream && result.GetResult(_seeds) is { Implicit: false } && result.GetValue(_seeds) > 1 && result.GetValue(_labels) is null)
            result.AddError("--seeds measures how much a seed matters, which takes --labels.");
        if (isStream && result.GetValue(_file) == TimeSeriesReader.StandardInput && result.GetResult(_seeds) is { Implicit: false } && result.GetValue(_seeds) > 1)
            result.AddError("--seeds reads FILE once for each, and standard input can be read but once.");
        if (!isStream && result.GetValue(_labels) is not null)
            result.AddError("--labels is for --stream; --label names a table's column of labels.");

        string? input = result.GetValue(_file);
        if (IsSame(input, result.GetValue(_svg)) || IsSame(input, result.GetValue(_scores)))
            result.AddError("The output would overwrite the input.");
        else if (IsSame(result.GetValue(_svg), result.GetValue(_scores)))
            result.AddError("--svg and --scores name the same file.");
    }

    private static bool IsSame(string? one, string? other) =>
        one is { Length: > 0 } and not InputFile.StandardInput && other is { Length: > 0 } && Path.GetFullPath(one) == Path.GetFullPath(other);
}
