namespace Holdfast.Cli.Tests.Architecture;

/// <summary>The upload core serves two protocols, so it speaks neither: it refuses by kinds that each front door words.</summary>
public sealed class UploadCoreTests
{
    [TestCase("Bodies")]
    [TestCase("Core")]
    [TestCase("Locks")]
    [TestCase("Refusals")]
    public void A_room_of_the_upload_core_imports_no_protocol(string room)
    {
        var files = new DirectoryInfo(Path.Combine(Repository.Root.FullName, "reference-server", "Holdfast.Server", room)).GetFiles("*.cs");

        files.ShouldNotBeEmpty();
        files.Where(file => File.ReadAllText(file.FullName).Contains("Holdfast.Protocol.", StringComparison.Ordinal))
            .Select(file => file.Name).ShouldBeEmpty();
    }
}
