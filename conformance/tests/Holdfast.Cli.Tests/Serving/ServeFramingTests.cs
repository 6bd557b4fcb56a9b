using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>Requests that a proxy in front might read in another way than the server (RFC 9112, 11.2).</summary>
public sealed class ServeFramingTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Lines_that_end_with_a_lone_LF_and_numbers_with_a_sign_are_refused(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken);
        var path = await server.CreateAsync(5, cancellationToken);
        var sound = Patch(path, 0, 5) + "hello";

        var everywhere = await server.AskAsync(sound.Replace("\r\n", "\n", StringComparison.Ordinal), cancellationToken);
        var once = await server.AskAsync(
            sound.Replace("Tus-Resumable: 1.0.0\r\n", "Tus-Resumable: 1.0.0\n", StringComparison.Ordinal), cancellationToken);
        var signed =
            await server.AskAsync(sound.Replace("Content-Length: 5", "Content-Length: +5", StringComparison.Ordinal), cancellationToken);

        (everywhere.Status, once.Status, signed.Status).ShouldBe((400, 400, 400));
        (await server.AskAsync(sound, cancellationToken)).Offset.ShouldBe(5, "nothing of the others was stored");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_lone_LF_ends_a_line_where_the_flag_says_so(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var server = await StartAsync(directory, cancellationToken, "-allow-lone-lf");
        var path = await server.CreateAsync(5, cancellationToken);

        var answer =
            await server.AskAsync((Patch(path, 0, 5) + "hello").Replace("\r\n", "\n", StringComparison.Ordinal), cancellationToken);

        answer.Offset.ShouldBe(5);
    }
}
