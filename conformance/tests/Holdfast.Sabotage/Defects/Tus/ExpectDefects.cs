using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Defects.Tus;

/// <summary>Defects in Expect.</summary>
internal static class ExpectDefects
{
    private const string GoAhead = "HTTP/1.1 100 Continue\r\n\r\n";

    public static IReadOnlyList<Defect> All { get; } =
    [
        new()
        {
            Name = "expect/go-ahead-for-all",
            Breaks = "A request with Expect: 100-continue gets 100 (Continue) before it is examined.",
            Kills = ["tus/core/patch/expect-continue-doomed", "tus/wire/expect/doomed", "tus/wire/expect/http10"],
            MayKill = ["tus/creation-with-upload/**"],
            Rewrite = new WireRewrite(Answer: (request, answer) =>
                request.Contains("\r\nExpect: 100-continue\r\n", StringComparison.Ordinal)
                    && !answer.StartsWith(GoAhead, StringComparison.Ordinal) ? GoAhead + answer : answer),
        },
        Refusing("expect/refused", "Every expectation is refused with 417.", expectation => expectation.Length > 0,
            ["tus/core/patch/expect-continue"], "tus/core/patch/expect-continue-doomed", "tus/wire/expect/**",
            "tus/creation-with-upload/**"),
        Refusing("expect/with-case", "Expectations are compared case-sensitively.", expectation => expectation == "100-Continue",
            ["tus/wire/expect/not-waited-for"]),
        new()
        {
            Name = "expect/unknown-refused-late",
            Breaks = "A PATCH with an unknown expectation is carried out and then refused with 417.",
            Kills = ["tus/wire/expect/unknown"],
            Break = Broken.Response(context =>
            {
                if (context.Request.Headers.Expect == "holdfast")
                {
                    context.Response.StatusCode = StatusCodes.Status417ExpectationFailed;
                }
            }),
        },
    ];

    private static Defect Refusing(
        string name, string breaks, Func<string, bool> refuses, IReadOnlyList<string> kills, params string[] mayKill) => new()
    {
        Name = name,
        Breaks = breaks,
        Kills = kills,
        MayKill = mayKill,
        Break = Broken.Exchange((context, next) =>
        {
            if (refuses(context.Request.Headers.Expect.ToString()))
            {
                context.Response.StatusCode = StatusCodes.Status417ExpectationFailed;
                context.Response.Headers["Tus-Resumable"] = "1.0.0";
                return Task.CompletedTask;
            }

            return next(context);
        }),
    };
}
