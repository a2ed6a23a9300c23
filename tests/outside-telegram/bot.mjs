// A bot on grammy that knows nothing of the stand-in but its address. It prints what it saw, one line of JSON a step.
//   node bot.mjs <address of the Bot API> <token> <chat> polling|webhook
import { createServer } from "node:http";
import { Bot, GrammyError, InlineKeyboard, webhookCallback } from "grammy";

const [apiRoot, token, club, receive] = process.argv.slice(2);
const say = (step, facts = {}) => console.log(JSON.stringify({ step, ...facts }));
const allowed = ["message", "callback_query", "my_chat_member", "chat_member", "chat_join_request"];
const bot = new Bot(token, { client: { apiRoot } });

function stop(problem) {
  console.error(problem);
  process.exit(1);
}
process.on("unhandledRejection", stop);
bot.catch((problem) => stop(problem.error));

bot.command("start", async (ctx) => {
  const keyboard = new InlineKeyboard().text("Let me in", "link").url("Read", "https://example.org/").row();
  await ctx.reply(`Hello <b>${ctx.from.first_name}</b>, ${ctx.match}`, { parse_mode: "HTML", reply_markup: keyboard });
});

bot.callbackQuery("link", async (ctx) => {
  const link = await ctx.api.createChatInviteLink(club, { name: "for one", creates_join_request: true });
  await ctx.editMessageText("Here it is.", {
    link_preview_options: { is_disabled: true },
    reply_markup: new InlineKeyboard().url("Open", link.invite_link),
  });
  await ctx.answerCallbackQuery({ text: "Done." });
});

bot.on("chat_join_request", async (ctx) => {
  await ctx.approveChatJoinRequest(ctx.from.id);
  const member = await ctx.getChatMember(ctx.from.id);
  await ctx.api.sendMessage(ctx.chatJoinRequest.user_chat_id, "You are in.");
  say("approved", { user: ctx.from.first_name, status: member.status, link: ctx.chatJoinRequest.invite_link?.name });
});

bot.on("chat_member", async (ctx) => {
  const { old_chat_member: before, new_chat_member: after, from } = ctx.chatMember;
  say("member", { user: after.user.first_name, from: from.first_name, before: before.status, after: after.status });
});

bot.on("my_chat_member", (ctx) => say("mine", { chat: ctx.chat.id, status: ctx.myChatMember.new_chat_member.status }));

bot.command("out", async (ctx) => {
  try {
    await ctx.api.banChatMember(club, Number(ctx.match), { until_date: Math.floor(Date.now() / 1000) + 120 });
    await ctx.api.unbanChatMember(club, Number(ctx.match), { only_if_banned: true });
    await ctx.reply("Gone.");
  } catch (problem) {
    if (!(problem instanceof GrammyError)) throw problem;
    await ctx.reply(`${problem.error_code} ${problem.description}`);
  }
});

await bot.init();
await bot.api.setMyCommands([{ command: "start", description: "Begin" }], { scope: { type: "all_private_chats" } });
if (receive === "webhook") {
  const server = createServer(webhookCallback(bot, "http", { secretToken: "hush" }));
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  await bot.api.setWebhook(`http://127.0.0.1:${server.address().port}/`, { secret_token: "hush", allowed_updates: allowed });
  say("ready", { bot: bot.botInfo.username, ...(await bot.api.getWebhookInfo()) });
} else {
  bot.start({ allowed_updates: allowed, onStart: (me) => say("ready", { bot: me.username }) });
}

process.stdin.on("end", async () => {
  if (receive !== "webhook") await bot.stop();
  process.exit(0);
});
process.stdin.resume();
