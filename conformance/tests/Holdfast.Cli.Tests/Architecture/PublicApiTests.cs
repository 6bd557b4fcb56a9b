using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Components;
using PublicApiGenerator;

namespace Holdfast.Cli.Tests.Architecture;

/// <summary>
/// Compares the public API of each library with the approved list in <c>PublicApi/</c>. A type that only the command or the tests use is
/// internal.
/// </summary>
public sealed class PublicApiTests
{
    // Set to 1 to approve the present API; then read the difference before committing it.
    private const string UpdateVariable = "HOLDFAST_UPDATE_GOLDEN";

    [TestCase("Holdfast.Chaos")]
    [TestCase("Holdfast.Client")]
    [TestCase("Holdfast.Conformance")]
    [TestCase("Holdfast.Conformance.NUnit")]
    [TestCase("Holdfast.Protocol")]
    [TestCase("Holdfast.Reports")]
    [TestCase("Holdfast.Server")]
    [TestCase("Holdfast.Server.Hooks.Grpc")]
    [TestCase("Holdfast.Server.Hooks.Plugins")]
    [TestCase("Holdfast.Server.Profiling")]
    [TestCase("Holdfast.Server.Redis")]
    [TestCase("Holdfast.Server.S3")]
    public void The_public_API_is_the_approved_one(string library)
    {
        var assembly = Assembly.Load(library);
        var options = new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            IncludeTypes = [.. assembly.GetExportedTypes().Where(type => !IsComponent(type))],
        };
        var api = assembly.GeneratePublicApi(options).ReplaceLineEndings("\n") + "\n";
        var file = Path.Combine(SourceDirectory(), "PublicApi", $"{library}.golden");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(file, api);
        }

        File.ReadAllText(file)
            .ShouldBe(api, $"The public API of '{library}' differs from '{file}'. If it should, run this test with {UpdateVariable}=1.");
    }

    [Test]
    public void Every_packed_library_has_an_approved_list()
    {
        var packed = Repository.Root.EnumerateFiles("*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project.FullName).Contains("<IsPackable>true</IsPackable>", StringComparison.Ordinal))
            .Select(project => $"{Path.GetFileNameWithoutExtension(project.Name)}.golden");
        packed.Except(Directory.EnumerateFiles(Path.Combine(SourceDirectory(), "PublicApi")).Select(Path.GetFileName)).ShouldBeEmpty();
    }

    // The Razor compiler declares every component public, and its "_Imports"; the reports use them, but no other code should.
    private static bool IsComponent(Type type) => type.IsAssignableTo(typeof(IComponent)) || type.Name == "_Imports";

    private static string SourceDirectory([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
