using System.Globalization;
using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;
using Holdfast.Builds;

namespace Holdfast.Sample.Tests;

/// <summary>The samples of <c>docs/nunit.md</c> as a user meets them: the SDK's template, the packages, and the text of the page.</summary>
public sealed partial class DocumentedSampleTests
{
    /// <summary>The URL in the samples, where a user's server would be.</summary>
    private const string DocumentedUrl = "http://127.0.0.1:1080/files/";

    private static readonly string Root = RootOf(new DirectoryInfo(AppContext.BaseDirectory));

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Test]
    [CancelAfter(600_000)] // Packs four projects and restores the template's packages: a minute on an idle machine.
    public async Task The_samples_find_and_run_their_cases_and_a_run_that_finds_none_fails(CancellationToken cancellationToken)
    {
        ThisBuild.SkipUnlessFull("The samples are packed, restored and built, which takes a tenth of all other tests");
        var directory = Directory.CreateTempSubdirectory("holdfast-nunit-");
        var version = $"0.0.0-sample.{TimeProvider.System.GetUtcNow().Ticks}"; // NuGet keeps what it has seen once.
        var packages = (await RunAsync(directory, cancellationToken, "nuget", "locals", "global-packages", "--list")).StandardOutput.Split(
            ": ", 2)[1].Trim();
        try
        {
            await PackAsync(directory, version, cancellationToken);
            await CreateAsync(directory, version, cancellationToken);
            await using var server = await MyApplication.StartAsync(cancellationToken);
            await SampleAsync(directory, "Uploads.cs", 0,
                text => text.Replace(DocumentedUrl, server.Uploads.ToString(), StringComparison.Ordinal), cancellationToken);

            string[] asBuilt = [];
            foreach (var filter in new[] { "Name~tus/core/head", "Name~ietf/10/retrieval" })
            {
                var found = await TestAsync(directory, filter, cancellationToken, asBuilt);
                found.Run.ExitCode.ShouldBe(0, found.Run.StandardOutput);
                found.Passed.ShouldBeGreaterThan(3, found.Run.StandardOutput);
                asBuilt = ["--no-build"];
            }

            var (none, passed) = await TestAsync(directory, "Name~no/such/case", cancellationToken, asBuilt);
            none.ExitCode.ShouldNotBe(0, none.StandardOutput);
            passed.ShouldBe(0);

            await SampleAsync(directory, "UploadsOfMyApp.cs", 1, text => text, cancellationToken);
            await SampleAsync(directory, "ConfiguredUploads.cs", 2, text => text, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "MyApplication.cs"), Application, cancellationToken);
            var own = await TestAsync(directory, "FullyQualifiedName~UploadsOfMyApp&Name~tus/core/head", cancellationToken,
                "-p:Server=" + Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            own.Passed.ShouldBeGreaterThan(5, own.Run.StandardOutput);
        }
        finally
        {
            directory.Delete(recursive: true);
            foreach (var package in Directory.GetDirectories(packages, "holdfast.*")
                .Where(package => Directory.Exists(Path.Combine(package, version))))
            {
                Directory.Delete(Path.Combine(package, version), recursive: true);
                if (!Directory.EnumerateFileSystemEntries(package).Any())
                {
                    Directory.Delete(package);
                }
            }
        }
    }

    /// <summary>The application that the second sample takes for granted.</summary>
    private const string Application = """
        using Holdfast.Server.Core;
        using Holdfast.Server.Endpoints;
        using Holdfast.Server.Stores.FileStore;
        using Holdfast.Server.Transport;
        using Microsoft.AspNetCore.Builder;

        internal static class MyApplication
        {
            public static WebApplication Build(params string[] args)
            {
                var builder = WebApplication.CreateBuilder(args);
                builder.Services.KeepArrivedBytes();
                var app = builder.Build();
                app.MapUploads("/files/", new UploadOptions { Store = new FileUploadStore(Path.Combine(AppContext.BaseDirectory, "data")) });
                return app;
            }
        }
        """;

    private static async Task PackAsync(DirectoryInfo directory, string version, CancellationToken cancellationToken)
    {
        string[] projects = ["chaos/Holdfast.Chaos", "reports/Holdfast.Reports", "conformance/Holdfast.Conformance",
            "conformance/Holdfast.Conformance.NUnit"];

        // All by one process, in a directory of its own: the sample must stay the only project of its directory.
        var packing = directory.CreateSubdirectory("packing");
        var files = string.Join(';', projects.Select(project => Path.Combine(Root, project, Path.GetFileName(project) + ".csproj")));
        await File.WriteAllTextAsync(
            Path.Combine(packing.FullName, "packages.proj"),
            $"""<Project><Target Name="Pack"><MSBuild Projects="{files}" Targets="Pack" BuildInParallel="true" /></Target></Project>""",
            cancellationToken);
        await SucceedAsync(packing, cancellationToken, "msbuild", "packages.proj", "-t:Pack", "-nologo", "-v:quiet", "-p:NoBuild=true",
            $"-p:Configuration={Configuration}", $"-p:Version={version}",
            $"-p:PackageOutputPath={Path.Combine(directory.FullName, "packages")}");
        packing.Delete(recursive: true);
    }

    private static async Task CreateAsync(DirectoryInfo directory, string version, CancellationToken cancellationToken)
    {
        await SucceedAsync(directory, cancellationToken, "new", "nunit", "-n", "Sample", "-o", ".", "--no-restore", "--no-update-check");
        File.Delete(Path.Combine(directory.FullName, "UnitTest1.cs")); // Without a test of its own: the samples must be found alone.
        await File.WriteAllTextAsync(
            Path.Combine(directory.FullName, "nuget.config"),
            """<configuration><packageSources><add key="built" value="packages" /></packageSources></configuration>""", cancellationToken);
        await SucceedAsync(directory, cancellationToken, "add", "package", "Holdfast.Conformance.NUnit", "--version", version);

        // The reference server is no package; it stands here for the code of a user.
        var project = Path.Combine(directory.FullName, "Sample.csproj");
        await File.WriteAllTextAsync(
            project,
            (await File.ReadAllTextAsync(project, cancellationToken)).Replace(
                "</Project>",
                """<ItemGroup Condition="'$(Server)' != ''"><Reference Include="$(Server)/Holdfast.Server.dll;$(Server)/Holdfast.Protocol.dll" /></ItemGroup></Project>""", StringComparison.Ordinal),
            cancellationToken);
    }

    private static async Task SampleAsync(
        DirectoryInfo directory, string name, int number, Func<string, string> change, CancellationToken cancellationToken)
    {
        var samples = Block().Matches(await File.ReadAllTextAsync(Path.Combine(Root, "docs", "nunit.md"), cancellationToken));
        samples.Count.ShouldBe(3);
        await File.WriteAllTextAsync(Path.Combine(directory.FullName, name), change(samples[number].Groups[1].Value), cancellationToken);
    }

    private static async Task<(BufferedCommandResult Run, int Passed)> TestAsync(
        DirectoryInfo directory, string filter, CancellationToken cancellationToken, params string[] more)
    {
        var run = await RunAsync(directory, cancellationToken, ["test", "--nologo", "--filter", filter, .. more]);
        var passed = Regex.Match(run.StandardOutput, @"Passed:\s+(\d+)");
        return (run, passed.Success ? int.Parse(passed.Groups[1].Value, CultureInfo.InvariantCulture) : 0);
    }

    private static async Task SucceedAsync(DirectoryInfo directory, CancellationToken cancellationToken, params string[] arguments)
    {
        var run = await RunAsync(directory, cancellationToken, arguments);
        run.ExitCode.ShouldBe(0, run.StandardOutput + run.StandardError);
    }

    // Without the variables by which the outer build would reach into this one.
    private static async Task<BufferedCommandResult> RunAsync(
        DirectoryInfo directory, CancellationToken cancellationToken, params string[] arguments) =>
        await CliWrap.Cli.Wrap("dotnet").WithArguments(arguments).WithWorkingDirectory(directory.FullName)
            .WithValidation(CommandResultValidation.None)
            .WithEnvironmentVariables(variables =>
                variables.Set("MSBUILDDISABLENODEREUSE", "1").Set("MSBuildSDKsPath", null).Set("MSBUILD_EXE_PATH", null)
                    .Set("DOTNET_CLI_UI_LANGUAGE", "en"))
            .ExecuteBufferedAsync(cancellationToken);

    private static string RootOf(DirectoryInfo from) =>
        File.Exists(Path.Combine(from.FullName, "Conformance.sln")) ? from.FullName : RootOf(from.Parent!);

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
