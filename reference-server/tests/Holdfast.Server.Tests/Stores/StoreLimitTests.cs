using Holdfast.Server.Core;
using Holdfast.Server.Stores;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Stores;

/// <summary>A store's limits are announced and enforced like the operator's; the stricter limit counts.</summary>
public sealed class StoreLimitTests
{
    [TestCase(0, 20, "20")]
    [TestCase(30, 20, "20")]
    [TestCase(10, 20, "10")]
    [TestCase(10, 0, "10")]
    [TestCase(0, 0, null)]
    [CancelAfter(20_000)]
    public async Task The_largest_upload_is_the_smaller_of_both(
        long ofServer, long ofStore, string? announced, CancellationToken cancellationToken)
    {
        await using var site = await LimitedAsync(new StoreLimits { MaxSize = ofStore }, options => options with { MaxSize = ofServer });

        (await site.AskAsync(Request("OPTIONS", "/files/"), cancellationToken))["Tus-Max-Size"].ShouldBe(announced);

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 10\r\n"), cancellationToken)).Status.ShouldBe(201);
        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 31\r\n"), cancellationToken)).Status.ShouldBe(
            announced is null ? 201 : 413);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_length_that_is_declared_late_is_limited_too(CancellationToken cancellationToken)
    {
        await using var site = await LimitedAsync(new StoreLimits { MaxSize = 20 });
        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Defer-Length: 1\r\n"), cancellationToken);
        var path = new Uri(created["Location"]!).AbsolutePath;

        (await site.AskAsync(Patch(path, 0, "Upload-Length: 21\r\nContent-Length: 0"), cancellationToken)).Status.ShouldBe(413);
        (await site.AskAsync(Patch(path, 0, "Upload-Length: 20\r\nContent-Length: 0"), cancellationToken)).Status.ShouldBe(204);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_size_of_one_append_is_limited_where_the_protocol_can_say_so(CancellationToken cancellationToken)
    {
        var draft = new Draft(10);
        await using var site = await LimitedAsync(
            new StoreLimits { MinAppendSize = 3, MaxAppendSize = 8 },
            options => options with { Ietf = new IetfOptions { MinAppendSize = 2, MaxAppendSize = 9 } });
        var path = await draft.CreateAsync(site, "hello", cancellationToken);

        var limits = (await Draft.AskAsync(site, draft.Request("OPTIONS", "/files/"), cancellationToken))["Upload-Limit"].ShouldNotBeNull();

        limits.ShouldContain("min-append-size=3");
        limits.ShouldContain("max-append-size=8");
        (await draft.AppendAsync(site, path, 5, isComplete: false, "xx", cancellationToken)).Status.ShouldBe(400);
        (await draft.AppendAsync(site, path, 5, isComplete: false, "xxxxxxxxx", cancellationToken)).Status.ShouldBe(413);
        (await draft.AppendAsync(site, path, 5, isComplete: false, "xxxxxxxx", cancellationToken)).Offset.ShouldBe(13);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_number_of_parts_is_limited(CancellationToken cancellationToken)
    {
        await using var site = await LimitedAsync(new StoreLimits { MaxParts = 2 });
        var part = await site.CreatePartAsync("a", cancellationToken);

        (await site.ConcatenateAsync($"final;{part} {part} {part}", cancellationToken)).Status.ShouldBe(400);
        (await site.ConcatenateAsync($"final;{part} {part}", cancellationToken)).Status.ShouldBe(201);
    }

    private static Task<UploadSite> LimitedAsync(StoreLimits limits, Func<UploadOptions, UploadOptions>? change = null) =>
        StartAsync(options =>
        {
            var limited = options with { Store = new LimitedStore(options.Store, limits) };
            return change?.Invoke(limited) ?? limited;
        });

    private sealed class LimitedStore(IUploadStore inner, StoreLimits limits) : StoreWrapper(inner)
    {
        public override StoreLimits Limits => limits;
    }
}
