using Microsoft.Extensions.Options;

namespace Pipeline.Silo.Query.Budgets;

/// <summary>Refuses to start with options of budgets that make no sense.</summary>
internal sealed class BudgetFileOptionsValidator : IValidateOptions<BudgetFileOptions>
{
    public ValidateOptionsResult Validate(string? name, BudgetFileOptions options)
    {
        List<string> faults = [];
        if (options.File is not null && string.IsNullOrWhiteSpace(options.File))
            faults.Add($"{BudgetFileOptions.Section}:File is empty: it takes a path, or is left out.");
        if (options.FilePollPeriod < TimeSpan.FromMilliseconds(100) || options.FilePollPeriod > TimeSpan.FromHours(1))
            faults.Add($"{BudgetFileOptions.Section}:FilePollPeriod is {options.FilePollPeriod}: it takes 100 ms to 1 h.");
        if (options.RefreshPeriod < TimeSpan.FromMilliseconds(50) || options.RefreshPeriod > TimeSpan.FromMinutes(1))
            faults.Add($"{BudgetFileOptions.Section}:RefreshPeriod is {options.RefreshPeriod}: it takes 50 ms to 1 min.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
