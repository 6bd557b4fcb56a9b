using System.Text.Json.Nodes;
using Holdfast.Server.Core;
using Holdfast.Server.Hooks;
using Holdfast.Server.Hooks.Scripts;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks.Scripts;

/// <summary>Programs in a directory as hooks (tusd-parity, 3.6).</summary>
[CancelAfter(30_000)]
[Platform(Exclude = "Win")]
public sealed class ScriptHookTests
{
    private TemporaryDirectory _scripts = null!;

    [SetUp]
    public void Start() => _scripts = new TemporaryDirectory();

    [TearDown]
    public void End() => _scripts.Dispose();

    [Test]
    public async Task A_script_gets_the_event_and_its_output_is_the_response(CancellationToken cancellationToken)
    {
        Write("pre-create", """
            pwd > where
            cat > input
            echo "$TUS_ID|$TUS_SIZE|$TUS_OFFSET" > variables
            echo '{"ChangeFileInfo":{"ID":"chosen"}}'
            """);
        await using var site = await StartAsync(Hooked);

        (await site.CreateAsync(5, cancellationToken)).ShouldBe("/files/chosen");

        File.ReadAllText(_scripts.At("variables")).ShouldBe("|5|0\n");
        File.ReadAllText(_scripts.At("where")).TrimEnd().ShouldEndWith(Path.GetFileName(_scripts.FullName));
        ((string)JsonNode.Parse(File.ReadAllText(_scripts.At("input")))!["Type"]!).ShouldBe("pre-create");
    }

    [Test]
    public async Task An_event_without_a_script_goes_on(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(Hooked);

        await site.CreateAsync(5, cancellationToken);
    }

    [TestCase("exit 0", 201)]
    [TestCase("exec <&-; exit 0", 201, Description = "It doesn't read its input.")]
    [TestCase("echo '{}'; exit 3", 500)]
    [TestCase("echo garbage", 500)]
    [TestCase("head -c 5000000 /dev/zero", 500)]
    [TestCase("sleep 60", 500)]
    public async Task The_exit_code_and_the_output_decide(string script, int status, CancellationToken cancellationToken)
    {
        Write("pre-create", script);
        await using var site = await StartAsync(Hooked);

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(status);
    }

    [Test]
    public async Task A_script_that_is_not_executable_fails(CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(_scripts.At("pre-create"), "#!/bin/sh\n", cancellationToken);
        await using var site = await StartAsync(Hooked);

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(500);
    }

    private void Write(string name, string script) => Script.Write(_scripts.At(name), script);

    private UploadOptions Hooked(UploadOptions options) => options.WithHooks(new HookOptions
    {
        Providers = [new ScriptHooks(new ScriptHookOptions { Directory = _scripts.FullName, Timeout = TimeSpan.FromSeconds(2) })],
    });
}
