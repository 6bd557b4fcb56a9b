using Holdfast.Server.Cors;
using Microsoft.AspNetCore.Builder;
using static Holdfast.Server.Tests.UploadSite;

namespace Holdfast.Server.Tests;

public sealed class CorsTests
{
    private const string Origin = "Origin: https://app.test\r\n";

    [Test]
    [CancelAfter(20_000)]
    public async Task A_preflight_is_told_what_uploads_need(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var answer = await site.AskAsync(
            Request("OPTIONS", "/files/", Origin + "Access-Control-Request-Method: PATCH\r\n", version: ""), cancellationToken);

        answer.Status.ShouldBe(200);
        answer["Access-Control-Allow-Origin"].ShouldBe("https://app.test");
        answer["Access-Control-Max-Age"].ShouldBe("86400");
        answer["Vary"].ShouldBe("Origin");
        answer["Access-Control-Expose-Headers"].ShouldBeNull();
        answer["Access-Control-Allow-Credentials"].ShouldBeNull();
        List(answer, "Access-Control-Allow-Methods").ShouldBe(["POST", "HEAD", "PATCH", "OPTIONS", "GET", "DELETE", "PUT"]);
        new[]
        {
            "Authorization", "Content-Type", "Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Defer-Length",
            "Upload-Concat", "Upload-Checksum", "X-HTTP-Method-Override", "X-Request-ID", "X-Requested-With",
        }.ShouldBeSubsetOf(List(answer, "Access-Control-Allow-Headers"));
    }

    [TestCase("HEAD", "/files/nope", 404)]
    [TestCase("PUT", "/files/nope", 405)]
    [TestCase("POST", "/files/", 400)]
    [TestCase("PATCH", "/files/nope", 415)]
    [CancelAfter(20_000)]
    public async Task A_refusal_can_be_read_too(string method, string path, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var answer = await site.AskAsync(Request(method, path, Origin), cancellationToken);

        answer.Status.ShouldBe(status);
        answer["Access-Control-Allow-Origin"].ShouldBe("https://app.test");
        answer["Access-Control-Allow-Methods"].ShouldBeNull();
        new[]
        {
            "Location", "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Defer-Length", "Upload-Concat", "Upload-Expires",
            "Tus-Version", "Tus-Resumable", "Tus-Max-Size", "Tus-Extension", "Tus-Checksum-Algorithm", "Content-Disposition",
        }.ShouldBeSubsetOf(List(answer, "Access-Control-Expose-Headers"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_412_can_be_read_too(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        var answer = await site.AskAsync(Request("HEAD", "/files/nope", Origin, version: ""), cancellationToken);

        answer.Status.ShouldBe(412);
        answer["Access-Control-Allow-Origin"].ShouldBe("https://app.test");
    }

    [TestCase("https://app.test", 201)]
    [TestCase("https://app.test.evil.example", 403)]
    [TestCase("null", 403)]
    [CancelAfter(20_000)]
    public async Task An_origin_that_does_not_match_gets_403_and_makes_nothing(
        string origin, int status, CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with
        {
            Cors = new CorsOptions { AllowOrigin = "^https://app\\.test$" },
        });

        var answer = await site.AskAsync(Request("POST", "/files/", $"Upload-Length: 5\r\nOrigin: {origin}\r\n"), cancellationToken);

        answer.Status.ShouldBe(status);
        answer["Access-Control-Allow-Origin"].ShouldBe(status == 201 ? origin : null);
        answer["Vary"].ShouldBe("Origin");
        site.Files().Any().ShouldBe(status == 201);
        if (status == 403)
        {
            answer.Body.ShouldStartWith("ERR_ORIGIN_NOT_ALLOWED: ");
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task The_operators_lists_come_on_top(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with
        {
            Cors = new CorsOptions
            {
                AllowCredentials = true, AllowMethods = ["PUT"], AllowHeaders = ["X-Mine"], ExposeHeaders = ["X-Yours"],
                MaxAge = TimeSpan.FromSeconds(5),
            },
        });

        var preflight = await site.AskAsync(Request("OPTIONS", "/files/", Origin), cancellationToken);
        var answer = await site.AskAsync(Request("HEAD", "/files/nope", Origin), cancellationToken);

        preflight["Access-Control-Allow-Credentials"].ShouldBe("true");
        preflight["Access-Control-Max-Age"].ShouldBe("5");
        List(preflight, "Access-Control-Allow-Methods").ShouldContain("PUT");
        List(preflight, "Access-Control-Allow-Headers").ShouldContain("X-Mine");
        List(answer, "Access-Control-Expose-Headers").ShouldContain("X-Yours");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Decisions_of_the_application_in_front_are_kept(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(server: options => options with
        {
            Configure = application => application.Use((context, next) =>
            {
                context.Response.Headers.AccessControlAllowOrigin = "https://front.test";
                return next(context);
            }),
        });

        (await site.AskAsync(Request("OPTIONS", "/files/", Origin), cancellationToken))["Access-Control-Allow-Origin"].ShouldBe(
            "https://front.test");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task An_answer_without_an_origin_says_that_it_depends_on_one(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync();

        (await site.AskAsync(Request("OPTIONS", "/files/"), cancellationToken))["Vary"].ShouldBe("Origin");
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Without_CORS_there_is_none_of_it(CancellationToken cancellationToken)
    {
        await using var site = await StartAsync(options => options with { Cors = null });

        var answer = await site.AskAsync(Request("OPTIONS", "/files/", Origin), cancellationToken);

        answer.Headers.ShouldNotContain(
            header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase) || header.Key == "Vary");
    }

    private static string[] List(WireResponse answer, string header) => answer[header].ShouldNotBeNull().Split(", ");
}
