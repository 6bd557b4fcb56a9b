namespace Holdfast.Cli.Tests.Walks;

/// <summary>A line that is printed to be copied begins with words that work here.</summary>
public sealed class InvocationTests
{
    private static readonly string Here = Environment.CurrentDirectory;

    [Test]
    public void A_command_on_the_search_path_is_called_by_its_name() =>
        Invocation.Of("/opt/holdfast/holdfast", "", "/bin:/opt/holdfast").ShouldBe("holdfast");

    [Test]
    public void A_command_in_a_subdirectory_is_called_by_its_relative_path() =>
        Invocation.Of(Path.Combine(Here, "artifacts", "holdfast"), "", "/bin").ShouldBe("artifacts/holdfast");

    [Test]
    public void A_command_in_the_current_directory_starts_with_a_dot() =>
        Invocation.Of(Path.Combine(Here, "holdfast"), "", "/bin").ShouldBe("./holdfast");

    [Test]
    public void An_assembly_is_run_by_dotnet() =>
        Invocation.Of("/usr/bin/dotnet", Path.Combine(Here, "my bin", "holdfast.dll"), "/usr/bin").ShouldBe("dotnet 'my bin/holdfast.dll'");
}
