namespace Holdfast.Cli;

/// <summary>Keeps what a defect of Holdfast itself threw for whoever mends it; a user gets a sentence.</summary>
internal static class FailureFile
{
    /// <summary>Writes the details into a file of their own, and gives the sentence.</summary>
    public static string Write(Exception exception)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("holdfast-failure-").FullName, "failure.txt");
        File.WriteAllText(path, exception.ToString());
        return $"Holdfast itself failed: '{exception.Message.TrimEnd('.')}'. "
            + $"This is a defect of its own: please report it with the details in '{path}'.";
    }
}
