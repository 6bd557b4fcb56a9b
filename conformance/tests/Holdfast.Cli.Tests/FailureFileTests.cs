namespace Holdfast.Cli.Tests;

public sealed class FailureFileTests
{
    [Test]
    public void An_internal_error_is_one_sentence_with_details_in_a_file()
    {
        var sentence = FailureFile.Write(new InvalidOperationException("Nothing is left."));

        sentence.ShouldStartWith(
            "Holdfast itself failed: 'Nothing is left'. This is a defect of Holdfast. Please report it with the details in '");
        sentence.ShouldNotContain("Exception");
        var path = sentence.Split('\'')[^2];
        File.ReadAllText(path).ShouldStartWith("System.InvalidOperationException: Nothing is left.");
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
