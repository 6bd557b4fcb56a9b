using Holdfast.Conformance.Baselines;
using Holdfast.Conformance.Catalogue;
using Holdfast.Reports.Results;
using Holdfast.Reports.Wording;

namespace Holdfast.Cli.Check;

/// <summary>Reads and writes the file of known failures.</summary>
internal static class BaselineFile
{
    public static Baseline? Read(FileInfo? file)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            return BaselineReader.Read(File.ReadAllText(file.FullName));
        }
        catch (FormatException exception)
        {
            throw new UsageException($"The baseline '{file}' cannot be used. {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"The baseline '{file}' cannot be read: {exception.Message} Write one with --write-baseline.", exception);
        }
    }

    /// <summary>Writes what failed, and gives a sentence about it.</summary>
    public static string Write(FileInfo file, ResultsDocument document, bool strict)
    {
        var before = file.Exists ? Read(file) : null;
        var baseline = Baseline.Of(document.Cases, strict, before);
        try
        {
            File.WriteAllText(file.FullName, baseline.ToString());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"The baseline '{file}' cannot be written: {exception.Message} Choose another file with --write-baseline.", exception);
        }

        var old = before?.Entries.Select(entry => entry.Case).ToHashSet(StringComparer.Ordinal) ?? [];
        var now = baseline.Entries.Select(entry => entry.Case).ToHashSet(StringComparer.Ordinal);
        var changes = before is null ? "" : $" ({now.Except(old).Count()} new, {old.Except(now).Count()} removed)";
        return $"Baseline: wrote {Quantity.Count(now.Count, "case")} that {(now.Count == 1 ? "fails" : "fail")} to '{file}'{changes}. "
            + "Give it to the next run with --baseline.";
    }
}
