using Holdfast.Server.Hooks;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests.Hooks;

/// <summary>Several providers together.</summary>
[CancelAfter(30_000)]
public sealed class HookProviderTests : HookFixture
{
    [Test]
    public async Task Several_providers_are_asked_in_order_and_see_what_the_ones_before_them_changed(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions
        {
            Providers =
            [
                Provider(call => call.Type == HookType.PreCreate
                    ? new HookResponse
                    {
                        ChangeFileInfo = new HookChanges { Id = "first", MetaData = Field("a", "1") },
                        HttpResponse = new HookHttpResponse { Header = Field("X-A", "1"), StatusCode = 202 },
                    }
                    : throw new HookException("A failure keeps nobody else from a call.")),
                Provider(call => call.Type == HookType.PreCreate
                    ? new HookResponse
                    {
                        ChangeFileInfo = new HookChanges { Id = call.Event.Upload.Id + "-" + call.Event.Upload.MetaData["a"] },
                        HttpResponse = new HookHttpResponse { Header = Field("X-B", "2") },
                    }
                    : HookResponse.None),
            ],
        }));

        var created = await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken);

        (created.Status, created["X-A"], created["X-B"]).ShouldBe((202, "1", "2"));
        created["Location"].ShouldNotBeNull().ShouldEndWith("/files/first-1");
        await CallsAsync(4, cancellationToken);
    }

    [Test]
    public async Task The_first_rejection_ends_the_row(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options.WithHooks(new HookOptions
        {
            Providers = [Provider(_ => new HookResponse { RejectUpload = true }), Provider(_ => HookResponse.None)],
        }));

        (await site.AskAsync(Request("POST", "/files/", "Upload-Length: 5\r\n"), cancellationToken)).Status.ShouldBe(400);

        Calls.Count.ShouldBe(1);
    }
}
