import { Component, signal } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import type { ChatMessage } from "live-avatar";
import { AvatarComponent } from "./avatar.component";
import { tools } from "./tools";

@Component({
  selector: "app-shop",
  imports: [AvatarComponent],
  template: `
    <app-avatar [tools]="tools" (message)="message.set($event)" />
    <output>{{ message()?.content }}</output>
  `,
})
class ShopComponent {
  readonly tools = tools;
  readonly message = signal<ChatMessage | undefined>(undefined);
}

bootstrapApplication(ShopComponent).catch(console.error);
