using System.Net.Sockets;
using HiltBot.Engine.Notices;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace HiltBot.Web.Mail;

/// <summary>
/// Hands letters to the configured mail server. Every letter makes its own connection; callers wait for it, so it has
/// less time than they have patience.
/// </summary>
internal sealed partial class SmtpMail(IOptions<MailOptions> options, TimeProvider time, ILogger<SmtpMail> logger)
    : ILetterTransport
{
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(12);

    public async Task<LetterOutcome> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        var mail = options.Value;
        if (mail.Host is not { Length: > 0 } host || mail.From is not { Length: > 0 } from)
        {
            return new LetterOutcome.NotConfigured();
        }

        using var patience = new CancellationTokenSource(SendTime, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var message = Compose(letter, from);
        try
        {
            await SendAsync(mail, host, message, both.Token);
            return new LetterOutcome.Taken();
        }
        catch (SmtpCommandException exception) when (exception.ErrorCode == SmtpErrorCode.RecipientNotAccepted &&
            (int)exception.StatusCode >= 500)
        {
            return new LetterOutcome.RecipientRefused();
        }
        catch (Exception exception) when (IsOfTheServer(exception) && !cancellationToken.IsCancellationRequested)
        {
            Log.NotTaken(logger, host, CauseOf(exception));
            return new LetterOutcome.Failed();
        }
    }

    private static async Task SendAsync(
        MailOptions mail, string host, MimeMessage message, CancellationToken cancellationToken)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync(host, mail.EffectivePort, mail.Security switch
        {
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        }, cancellationToken);
        if (mail.UserName is { Length: > 0 } userName)
        {
            await client.AuthenticateAsync(userName, mail.Password ?? string.Empty, cancellationToken);
        }

        await client.SendAsync(message, cancellationToken);

        // It is taken already; how the conversation ends changes nothing.
        try
        {
            await client.DisconnectAsync(quit: true, cancellationToken);
        }
        catch (Exception exception) when (IsOfTheServer(exception))
        {
            return;
        }
    }

    private static MimeMessage Compose(Letter letter, string from)
    {
        var sender = MailboxAddress.Parse(from);
        var message = new MimeMessage { Subject = letter.Subject };
        message.From.Add(letter.SenderName is { Length: > 0 } name ? new MailboxAddress(name, sender.Address) : sender);
        message.To.Add(new MailboxAddress(null, letter.To));
        if (letter.ReplyTo is { Length: > 0 } replyTo)
        {
            message.ReplyTo.Add(new MailboxAddress(null, replyTo));
        }

        // Nobody's holiday notice is to come back.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        var body = new BodyBuilder { TextBody = letter.Text };
        foreach (var file in letter.Files)
        {
            body.Attachments.Add(file.Name, file.Content, ContentType.Parse(file.MediaType));
        }

        message.Body = body.ToMessageBody();
        return message;
    }

    // What a server answers to a command repeats addresses; those do not belong into the log.
    private static string CauseOf(Exception exception) => exception is SmtpCommandException answer
        ? $"{answer.ErrorCode}, {answer.StatusCode}"
        : $"{exception.GetType().Name}, {exception.Message}";

    private static bool IsOfTheServer(Exception exception) => exception is ProtocolException or CommandException or
        AuthenticationException or SslHandshakeException or SocketException or IOException or NotSupportedException or
        OperationCanceledException or TimeoutException or ServiceNotConnectedException or ServiceNotAuthenticatedException;

    private static partial class Log
    {
        [LoggerMessage(7501, LogLevel.Warning, "The mail server {Host} did not take a letter: {Cause}")]
        public static partial void NotTaken(ILogger logger, string host, string cause);
    }
}
