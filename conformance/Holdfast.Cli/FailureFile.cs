namespace Holdfast.Cli;

/// <summary>Writes the details of an internal error to a file; the user sees one sentence.</summary>
internal static class FailureFile
{
    /// <summary>Writes the details to a file, and returns the sentence for the user.</summary>
    public static string Write(Exception exception)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("holdfast-failure-").FullName, "failure.txt");
        File.WriteAllText(path, exception.ToString());
        return $"Holdfast itself failed: '{exception.Message.TrimEnd('.')}'. "
            + $"This is a defect of Holdfast. Please report it with the details in '{path}'.";
    }
}
