using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Server.Tests.Ietf;

public sealed class IetfDigestTests
{
    private static string Sha256(string content) =>
        $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Encoding.ASCII.GetBytes(content)))}:";

    private static string Sha512(string content) =>
        $"sha-512=:{Convert.ToBase64String(SHA512.HashData(Encoding.ASCII.GetBytes(content)))}:";

    [Test]
    [CancelAfter(20_000)]
    public async Task Content_that_does_not_match_its_digest_is_not_appended(
        [Values(6, 8, 9)] int version, [Values] bool strong, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);
        string Of(string content) => $"Content-Digest: {(strong ? Sha512(content) : Sha256(content))}\r\n";

        var refused = await draft.AppendAsync(site, path, 5, isComplete: false, " w0rld", cancellationToken, Of(" world"));
        var offset = (await draft.HeadAsync(site, path, cancellationToken)).Offset;

        (refused.Status, offset).ShouldBe(version <= 8 ? (400, 5) : (204, 11));
        if (version <= 8)
        {
            (await draft.AppendAsync(site, path, 5, isComplete: true, " world", cancellationToken, Of(" world"))).Status.ShouldBe(201);
            site.Stored(path).ShouldBe("hello world");
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Progress_of_content_that_is_not_verified_yet_is_not_told(CancellationToken cancellationToken)
    {
        var draft = new Draft(8);
        var time = new FakeTimeProvider();
        await using var site = await UploadSite.StartAsync(options => options with { TimeProvider = time });
        var path = await draft.CreateAsync(site, "", cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        using var connection = await site.ConnectAsync(cancellationToken);
        var head = draft.AppendHead(path, 0, isComplete: false, $"Content-Length: 11\r\nContent-Digest: {Sha256("hello world")}\r\n");
        await connection.SendAsync(head, cancellationToken);
        await site.Store.AppendBegunAsync(cancellationToken);
        time.Advance(TimeSpan.FromSeconds(1));

        await connection.SendAsync("hello", cancellationToken);
        await connection.SendAsync(" world", cancellationToken);

        (await connection.ReadAsync(cancellationToken)).Status.ShouldBe(204);
    }

    [TestCase("Content-Digest: md5=:AAAA:\r\n")]
    [TestCase("Content-Digest: nonsense;;\r\n")]
    [TestCase("Content-Digest: sha-256=5\r\n")]
    [CancelAfter(20_000)]
    public async Task Digests_that_mean_nothing_here_are_ignored(string headers, CancellationToken cancellationToken)
    {
        var draft = new Draft(8);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        (await draft.AppendAsync(site, path, 5, isComplete: false, "!", cancellationToken, headers)).Status.ShouldBe(204);
    }

    [TestCase(6, true)]
    [TestCase(8, true)]
    [TestCase(9, false)]
    [CancelAfter(20_000)]
    public async Task A_whole_that_does_not_match_its_digest_fails_and_is_gone(
        int version, bool isChecked, CancellationToken cancellationToken)
    {
        var draft = new Draft(version);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(site, "hello", cancellationToken, $"Repr-Digest: {Sha256("hello world")}\r\n");
        await site.RestartAsync();

        var last = await draft.AppendAsync(site, path, 5, isComplete: true, " w0rld", cancellationToken);

        last.Status.ShouldBe(isChecked ? 400 : 201);
        (await draft.HeadAsync(site, path, cancellationToken)).Status.ShouldBe(isChecked ? 404 : 204);
    }

    [TestCase("sha-256=10", 256)]
    [TestCase("sha-512=3, sha-256=10", 256)]
    [TestCase("sha-512=3, sha-256=1, md5=10", 512)]
    [TestCase("sha-256=0", 0)]
    [CancelAfter(20_000)]
    public async Task A_digest_that_is_asked_for_comes_with_the_completion(string wanted, int bits, CancellationToken cancellationToken)
    {
        var draft = new Draft(8);
        await using var site = await UploadSite.StartAsync();
        var path = await draft.CreateAsync(
            site, "hello", cancellationToken, $"Want-Repr-Digest: {wanted}\r\nRepr-Digest: {Sha256("hello world")}\r\n");

        var last = await draft.AppendAsync(site, path, 5, isComplete: true, " world", cancellationToken);

        last.Status.ShouldBe(201);
        last["Repr-Digest"].ShouldBe(bits switch { 256 => Sha256("hello world"), 512 => Sha512("hello world"), _ => null });
    }
}
